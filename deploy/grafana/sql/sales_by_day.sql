-- title: net sales and orders of each day
-- grain: one row a trading date
-- filters: branch-days of the chosen dates and branches
select
    cast(branch_day.trading_date as timestamp) as "time",
    cast(sum(branch_day.net_pence) as double precision) / 100 as net_pounds,
    cast(sum(branch_day.orders) as bigint) as orders
from branch_day
inner join branch on branch_day.branch_id = branch.branch_id
where
    branch_day.trading_date between cast(:from_at as date) and cast(:to_at as date)
    and branch.name in (:branches)
group by branch_day.trading_date
order by branch_day.trading_date
