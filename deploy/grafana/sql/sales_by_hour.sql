-- title: net sales of each hour of the day
-- grain: one row an hour
-- filters: branch-days of the chosen dates and branches
select
    branch_hour.hour,
    cast(sum(branch_hour.net_pence) as double precision) / 100 as net_pounds,
    cast(sum(branch_hour.orders) as bigint) as orders
from branch_hour
inner join branch on branch_hour.branch_id = branch.branch_id
where
    branch_hour.trading_date between cast(:from_at as date) and cast(:to_at as date)
    and branch.name in (:branches)
group by branch_hour.hour
order by branch_hour.hour
