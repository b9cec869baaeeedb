-- title: net sales by how they were paid
-- grain: one row a tender
-- filters: branch-days of the chosen dates and branches
select
    paid.tender,
    cast(sum(paid.net_pence) as double precision) / 100 as net_pounds
from branch_day_tender as paid
inner join branch on paid.branch_id = branch.branch_id
where
    paid.trading_date between cast(:from_at as date) and cast(:to_at as date)
    and branch.name in (:branches)
group by paid.tender
order by net_pounds desc
