-- title: which orders have which item
-- grain: one row a branch-day, block of 512 of its orders and item in them
-- filters: current sales that are no refunds
insert into basket_block (day_id, trading_date, block_no, product_id, units, net_pence, order_bits)
with
placed as (
    select
        mart.day_id,
        sale.sale_id,
        sale.trading_date,
        cast(row_number() over (partition by mart.day_id order by sale.sale_id) - 1 as integer) as place
    from current_sale as sale
    inner join branch_day as mart on sale.branch_id = mart.branch_id and sale.trading_date = mart.trading_date
    where not sale.is_refund
)

select
    placed.day_id,
    placed.trading_date,
    placed.place / 512 as block_no,
    line.product_id,
    cast(sum(line.quantity) as decimal(12, 3)) as units,
    cast(sum(line.net_pence) as bigint) as net_pence,
    bit_or(set_bit(cast(repeat('0', 512) as bit varying), placed.place % 512, 1)) as order_bits
from placed
inner join sale_line as line on placed.sale_id = line.sale_id and placed.trading_date = line.trading_date
group by placed.day_id, placed.trading_date, placed.place / 512, line.product_id
order by placed.trading_date, placed.day_id
