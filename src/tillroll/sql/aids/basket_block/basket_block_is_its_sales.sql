-- title: the aid basket_block says which of the orders that count have which item
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
placed as (
    select
        mart.day_id,
        sale.sale_id,
        sale.trading_date,
        cast(row_number() over (partition by mart.day_id order by sale.sale_id) - 1 as integer) as place
    from current_sale as sale
    inner join branch_day as mart on sale.branch_id = mart.branch_id and sale.trading_date = mart.trading_date
    where not sale.is_refund and sale.trading_date between :first_day and :last_day
),

expected as (
    select
        placed.day_id,
        placed.trading_date,
        placed.place / 512 as block_no,
        line.product_id,
        sum(line.quantity) as units,
        sum(line.net_pence) as net_pence,
        bit_or(set_bit(cast(repeat('0', 512) as bit varying), placed.place % 512, 1)) as order_bits
    from placed
    inner join sale_line as line on placed.sale_id = line.sale_id and placed.trading_date = line.trading_date
    where line.trading_date between :first_day and :last_day
    group by placed.day_id, placed.trading_date, placed.place / 512, line.product_id
),

aid as (
    select *
    from basket_block
    where trading_date between :first_day and :last_day
),

failing as (
    select
        concat_ws(
            ' | ',
            cast(coalesce(aid.day_id, expected.day_id) as varchar),
            cast(coalesce(aid.block_no, expected.block_no) as varchar),
            cast(coalesce(aid.product_id, expected.product_id) as varchar)
        ) as example
    from aid
    full join expected
        on
            aid.day_id = expected.day_id
            and aid.trading_date = expected.trading_date
            and aid.block_no = expected.block_no
            and aid.product_id = expected.product_id
    where
        aid.units is distinct from expected.units
        or aid.net_pence is distinct from expected.net_pence
        or aid.order_bits is distinct from expected.order_bits
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
