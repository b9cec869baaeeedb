-- title: which orders of a batch have which item
-- grain: one row a branch, trading date, block of 512 of its orders and item in them
-- filters: staged orders
create or replace temp table staged_basket_block as
with
placed as (
    select
        sale_no,
        cast(row_number() over (partition by branch_id, trading_date order by sale_id) - 1 as integer) as place
    from staged_sale
    where not is_refund
)

select
    line.branch_id,
    line.trading_date,
    placed.place // 512 as block_no,
    line.product_id,
    cast(sum(line.quantity) as decimal(12, 3)) as units,
    cast(sum(line.net_pence) as bigint) as net_pence,
    cast(bitstring_agg(placed.place % 512, 0, 511) as varchar) as order_bits
from staged_sale_line as line
inner join placed on line.sale_no = placed.sale_no
group by line.branch_id, line.trading_date, placed.place // 512, line.product_id
order by line.branch_id, line.trading_date, placed.place // 512, line.product_id
