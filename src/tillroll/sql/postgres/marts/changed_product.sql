-- title: what sold on every branch-day that a batch changes
-- grain: one row a branch, trading date and product
-- filters: sums of staged lines of fresh days; lines of current sales of contested days
select
    fresh.day_id,
    staged.product_id,
    staged.units,
    staged.gross_pence,
    staged.net_pence
from staged_day_product as staged
inner join fresh_day as fresh on staged.branch_id = fresh.branch_id and staged.trading_date = fresh.trading_date
union all
select
    contested.day_id,
    line.product_id,
    cast(sum(line.quantity) as decimal(12, 3)) as units,
    cast(sum(line.gross_pence) as bigint) as gross_pence,
    cast(sum(line.net_pence) as bigint) as net_pence
from current_sale_line as line
inner join contested_day as contested
    on line.branch_id = contested.branch_id and line.trading_date = contested.trading_date
where line.trading_date between :first_day and :last_day
group by contested.day_id, line.product_id
