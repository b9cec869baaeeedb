-- title: Missing branch-days
-- question: Which files have not come?
-- grain: one row a missing branch-day, the newest first
-- filters: dates, branch, region, franchise
-- units: trading_date date, branch text, region text, franchise text, reason text
-- definition: Branch-days that were expected and of which nothing came by the deadline. They are unknown, not zero.
--     What is expected follows from the opening days in branches.csv, closures.csv and bank holidays; without a
--     list, from what the other branches sent.
select
    trading_date,
    branch_name as branch,
    region,
    franchise,
    reason
from chosen_day
where state = 'missing'
order by trading_date desc, branch, region
