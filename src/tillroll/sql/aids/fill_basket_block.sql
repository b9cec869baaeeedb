-- title: which orders have which item
-- grain: one row a branch-day, block of 512 of its orders and item in them
-- filters: staged orders of fresh days; current ones of contested days
insert into basket_block (day_id, trading_date, block_no, product_id, units, net_pence, order_bits)
with
placed as (
    select
        fresh.day_id,
        staged.sale_no,
        staged.trading_date,
        cast(row_number() over (partition by fresh.day_id order by staged.sale_id) - 1 as integer) as place
    from staged_sale as staged
    inner join fresh_day as fresh on staged.branch_id = fresh.branch_id and staged.trading_date = fresh.trading_date
    where not staged.is_refund
),

placed_anew as (
    select
        contested.day_id,
        sale.sale_id,
        sale.trading_date,
        cast(row_number() over (partition by contested.day_id order by sale.sale_id) - 1 as integer) as place
    from current_sale as sale
    inner join contested_day as contested
        on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
    where not sale.is_refund and sale.trading_date between :first_day and :last_day
),

item as (
    select
        placed.day_id,
        placed.trading_date,
        placed.place,
        line.product_id,
        line.quantity,
        line.net_pence
    from staged_sale_line as line
    inner join placed on line.sale_no = placed.sale_no
    union all
    select
        placed.day_id,
        placed.trading_date,
        placed.place,
        line.product_id,
        line.quantity,
        line.net_pence
    from sale_line as line
    inner join placed_anew as placed on line.sale_id = placed.sale_id and line.trading_date = placed.trading_date
    where line.trading_date between :first_day and :last_day
)

select
    day_id,
    trading_date,
    place / 512 as block_no,
    product_id,
    cast(sum(quantity) as decimal(12, 3)) as units,
    cast(sum(net_pence) as bigint) as net_pence,
    bit_or(set_bit(cast(repeat('0', 512) as bit varying), place % 512, 1)) as order_bits
from item
group by day_id, trading_date, place / 512, product_id
order by day_id, block_no, product_id
