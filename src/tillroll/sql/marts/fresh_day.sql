-- title: changed branch-days that one file alone speaks for: their staged sales are all there is, and count
-- grain: one row a branch and trading date
-- filters: listed branches, no contested days
select
    touched.branch_id,
    touched.trading_date,
    touched.day_id
from touched_day as touched
inner join branch on touched.branch_id = branch.branch_id and branch.is_listed
left join contested_day as contested on touched.day_id = contested.day_id
where contested.day_id is null
