-- title: the counted sales of every branch-day that a batch changes
-- grain: one row a sale
-- filters: staged sales of fresh days; current sales of contested days
create or replace temp table changed_sale as
select
    staged.branch_id,
    staged.trading_date,
    staged.placed_at,
    staged.is_refund,
    staged.total_pence
from staged_sale as staged
inner join branch on staged.branch_id = branch.branch_id and branch.is_listed
left join contested_day as contested
    on staged.branch_id = contested.branch_id and staged.trading_date = contested.trading_date
where contested.branch_id is null
union all
select
    sale.branch_id,
    sale.trading_date,
    sale.placed_at,
    sale.is_refund,
    sale.total_pence
from current_sale as sale
inner join contested_day as contested
    on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
where sale.trading_date between :first_day and :last_day
