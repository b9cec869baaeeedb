-- title: average spend, which is net sales by order
-- grain: one row
-- filters: branch-days of the chosen dates and branches
select
    cast(sum(branch_day.net_pence) as double precision) / 100 / nullif(sum(branch_day.orders), 0) as average_spend
from branch_day
inner join branch on branch_day.branch_id = branch.branch_id
where
    branch_day.trading_date between cast(:from_at as date) and cast(:to_at as date)
    and branch.name in (:branches)
