-- title: which orders have which item
-- grain: one row a branch-day, block of 512 of its orders and item in them
-- filters: staged orders of fresh days; current ones of contested days
insert into basket_block (day_id, trading_date, block_no, product_id, units, net_pence, order_bits)
with
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

-- What prepare's engine has summed up of a fresh day is all that there is of it.
block as (
    select
        fresh.day_id,
        staged.trading_date,
        staged.block_no,
        staged.product_id,
        staged.units,
        staged.net_pence,
        cast(staged.order_bits as bit varying) as order_bits
    from staged_basket_block as staged
    inner join fresh_day as fresh on staged.branch_id = fresh.branch_id and staged.trading_date = fresh.trading_date
    union all
    select
        placed.day_id,
        placed.trading_date,
        placed.place / 512 as block_no,
        line.product_id,
        cast(sum(line.quantity) as decimal(12, 3)) as units,
        cast(sum(line.net_pence) as bigint) as net_pence,
        bit_or(set_bit(cast(repeat('0', 512) as bit varying), placed.place % 512, 1)) as order_bits
    from sale_line as line
    inner join placed_anew as placed on line.sale_id = placed.sale_id and line.trading_date = placed.trading_date
    where line.trading_date between :first_day and :last_day
    group by placed.day_id, placed.trading_date, placed.place / 512, line.product_id
)

select
    day_id,
    trading_date,
    block_no,
    product_id,
    units,
    net_pence,
    order_bits
from block
order by day_id, block_no, product_id
