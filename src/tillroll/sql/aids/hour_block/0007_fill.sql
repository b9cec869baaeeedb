-- title: which orders of each hour have which item
-- grain: one row a branch-day, item, hour of the wall clock, tender and block of 60 of their sales, refunds apart
-- filters: current sales from :first_day to :last_day
insert into hour_block (
    day_id, trading_date, product_id, hour, tender, block_no, is_refund, units, gross_pence, net_pence, order_bits
)
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
)

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
    coalesce(bit_or(case when not placed.is_refund then cast(1 as bigint) << (placed.place % 60) end), 0) as order_bits
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
order by placed.trading_date, placed.day_id, line.product_id, placed.hour, placed.tender, block_no, placed.is_refund
