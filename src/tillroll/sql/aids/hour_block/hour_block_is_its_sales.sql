-- title: the aid hour_block says which of the orders that count have which item, and when
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
placed as (
    select
        mart.day_id,
        sale.sale_id,
        sale.trading_date,
        cast(extract(hour from sale.placed_at) as integer) as hour,
        sale.tender,
        sale.is_refund,
        cast(
            row_number() over (
                partition by mart.day_id, extract(hour from sale.placed_at), sale.tender order by sale.sale_id
            ) - 1 as integer
        ) as place
    from current_sale as sale
    inner join branch_day as mart on sale.branch_id = mart.branch_id and sale.trading_date = mart.trading_date
    where sale.trading_date between :first_day and :last_day
),

expected as (
    select
        placed.day_id,
        placed.trading_date,
        line.product_id,
        placed.hour,
        placed.tender,
        placed.place // 60 as block_no,
        placed.is_refund,
        cast(sum(line.quantity) as decimal(12, 3)) as units,
        cast(sum(line.gross_pence) as bigint) as gross_pence,
        cast(sum(line.net_pence) as bigint) as net_pence,
        coalesce(bit_or(case when not placed.is_refund then cast(1 as bigint) << (placed.place % 60) end), 0)
            as order_bits
    from placed
    inner join sale_line as line on placed.sale_id = line.sale_id and placed.trading_date = line.trading_date
    where line.trading_date between :first_day and :last_day
    group by
        placed.day_id,
        placed.trading_date,
        line.product_id,
        placed.hour,
        placed.tender,
        placed.place // 60,
        placed.is_refund
),

aid as (
    select *
    from hour_block
    where trading_date between :first_day and :last_day
),

failing as (
    select
        concat_ws(
            ' | ',
            cast(coalesce(aid.day_id, expected.day_id) as varchar),
            cast(coalesce(aid.product_id, expected.product_id) as varchar),
            cast(coalesce(aid.hour, expected.hour) as varchar),
            coalesce(aid.tender, expected.tender),
            cast(coalesce(aid.block_no, expected.block_no) as varchar),
            case when coalesce(aid.is_refund, expected.is_refund) then 'refunds' else 'orders' end
        ) as example
    from aid
    full join expected
        on
            aid.day_id = expected.day_id
            and aid.trading_date = expected.trading_date
            and aid.product_id = expected.product_id
            and aid.hour = expected.hour
            and aid.tender = expected.tender
            and aid.block_no = expected.block_no
            and aid.is_refund = expected.is_refund
    where
        aid.units is distinct from expected.units
        or aid.gross_pence is distinct from expected.gross_pence
        or aid.net_pence is distinct from expected.net_pence
        or aid.order_bits is distinct from expected.order_bits
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
