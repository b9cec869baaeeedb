-- title: the counted sales of every branch-day that a batch changes
-- grain: one row a sale
-- filters: staged sales of fresh days; current sales of contested days
select
    fresh.day_id,
    staged.placed_at,
    staged.tender,
    staged.is_refund,
    staged.total_pence
from staged_sale as staged
inner join fresh_day as fresh on staged.branch_id = fresh.branch_id and staged.trading_date = fresh.trading_date
union all
select
    contested.day_id,
    sale.placed_at,
    sale.tender,
    sale.is_refund,
    sale.total_pence
from current_sale as sale
inner join contested_day as contested
    on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
where sale.trading_date between :first_day and :last_day
