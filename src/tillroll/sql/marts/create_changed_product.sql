-- title: what sold on every branch-day that a batch changes
-- grain: one row a branch, trading date and product
-- filters: staged sales of fresh days; current sales of contested days
create or replace temp table changed_product as
select
    line.branch_id,
    line.trading_date,
    line.product_id,
    cast(sum(line.quantity) as decimal(12, 3)) as units,
    cast(sum(line.gross_pence) as bigint) as gross_pence,
    cast(sum(line.net_pence) as bigint) as net_pence
from staged_sale_line as line
inner join branch on line.branch_id = branch.branch_id and branch.is_listed
left join contested_day as contested
    on line.branch_id = contested.branch_id and line.trading_date = contested.trading_date
where contested.branch_id is null
group by line.branch_id, line.trading_date, line.product_id
union all
select
    line.branch_id,
    line.trading_date,
    line.product_id,
    cast(sum(line.quantity) as decimal(12, 3)) as units,
    cast(sum(line.gross_pence) as bigint) as gross_pence,
    cast(sum(line.net_pence) as bigint) as net_pence
from current_sale_line as line
inner join contested_day as contested
    on line.branch_id = contested.branch_id and line.trading_date = contested.trading_date
where line.trading_date between :first_day and :last_day
group by line.branch_id, line.trading_date, line.product_id
