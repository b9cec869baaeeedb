-- title: Who is in like-for-like, and who is not
-- question: Which branch-days does like-for-like compare, and why are others left out?
-- grain: one row a branch, standing and reason, by branch
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- compares: last-year
-- needs: branch_opening, year_day
-- units: branch text, region text, standing text, reason text, days branch-days, net_pence pence, net_pence_before
--     pence
-- definition: Every branch-day that was chosen or is a chosen one's counterpart in the year before, by where it
--     stands: like-for-like, new, closed, refurbished, or excluded for its data. New are branches that had been open
--     for less than 28 days, or had another owner; closed are those that are gone or were handed over; refurbished
--     those that were shut by plan on one of the two days. Net sales are what is known of the days.
select
    branch_name as branch,
    region,
    standing,
    reason,
    count(*) as days,
    cast(sum(net_now) as bigint) as net_pence,
    cast(sum(net_then) as bigint) as net_pence_before
from year_day
group by branch_id, branch_name, region, standing, reason
order by branch, region, standing, reason
