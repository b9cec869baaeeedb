-- title: which orders of each hour have which item
-- grain: one row a branch-day, item, hour of the wall clock, tender and block of 60 of their sales, refunds apart
-- filters: staged sales of fresh days; current ones of contested days
insert into hour_block (
    day_id, trading_date, product_id, hour, tender, block_no, is_refund, units, gross_pence, net_pence, order_bits
)
with
counted as (
    select
        fresh.day_id,
        staged.sale_no,
        staged.sale_id,
        staged.trading_date,
        staged.placed_at,
        staged.tender,
        staged.is_refund
    from staged_sale as staged
    inner join fresh_day as fresh on staged.branch_id = fresh.branch_id and staged.trading_date = fresh.trading_date
    union all
    select
        contested.day_id,
        cast(null as bigint) as sale_no,
        sale.sale_id,
        sale.trading_date,
        sale.placed_at,
        sale.tender,
        sale.is_refund
    from current_sale as sale
    inner join contested_day as contested
        on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
    where sale.trading_date between :first_day and :last_day
),

placed as (
    select
        day_id,
        sale_no,
        sale_id,
        trading_date,
        cast(extract(hour from placed_at) as integer) as hour,
        tender,
        is_refund,
        cast(
            row_number() over (partition by day_id, extract(hour from placed_at), tender order by sale_id)
            - 1 as integer
        ) as place
    from counted
),

sold as (
    select
        placed.*,
        line.product_id,
        line.quantity,
        line.gross_pence,
        line.net_pence
    from placed
    inner join staged_sale_line as line on placed.sale_no = line.sale_no
    union all
    select
        placed.*,
        line.product_id,
        line.quantity,
        line.gross_pence,
        line.net_pence
    from placed
    inner join sale_line as line on placed.sale_id = line.sale_id and placed.trading_date = line.trading_date
    where placed.sale_no is null and line.trading_date between :first_day and :last_day
)

select
    day_id,
    trading_date,
    product_id,
    hour,
    tender,
    place // 60 as block_no,
    is_refund,
    cast(sum(quantity) as decimal(12, 3)) as units,
    cast(sum(gross_pence) as bigint) as gross_pence,
    cast(sum(net_pence) as bigint) as net_pence,
    coalesce(bit_or(case when not is_refund then cast(1 as bigint) << (place % 60) end), 0) as order_bits
from sold
group by day_id, trading_date, product_id, hour, tender, place // 60, is_refund
order by trading_date, day_id, product_id, hour, tender, block_no, is_refund
