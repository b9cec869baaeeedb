-- title: documents that wait for a person
-- grain: one row
-- filters: branch-days of the chosen dates and branches
select
    cast(coalesce(sum(branch_day.documents_held), 0) as bigint) as documents_held
from branch_day
inner join branch on branch_day.branch_id = branch.branch_id
where
    branch_day.trading_date between cast(:from_at as date) and cast(:to_at as date)
    and branch.name in (:branches)
