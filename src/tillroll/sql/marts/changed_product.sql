-- title: what sold on every branch-day that a batch changes
-- grain: one row a branch, trading date and product
-- filters: staged lines of fresh days; lines of current sales of contested days
select
    day_id,
    product_id,
    cast(sum(quantity) as decimal(12, 3)) as units,
    cast(sum(gross_pence) as bigint) as gross_pence,
    cast(sum(net_pence) as bigint) as net_pence
from (
    select
        fresh.day_id,
        line.product_id,
        line.quantity,
        line.gross_pence,
        line.net_pence
    from staged_sale_line as line
    inner join fresh_day as fresh on line.branch_id = fresh.branch_id and line.trading_date = fresh.trading_date
    union all
    select
        contested.day_id,
        line.product_id,
        line.quantity,
        line.gross_pence,
        line.net_pence
    from current_sale_line as line
    inner join contested_day as contested
        on line.branch_id = contested.branch_id and line.trading_date = contested.trading_date
    where line.trading_date between :first_day and :last_day
) as line
group by day_id, product_id
