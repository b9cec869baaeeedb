-- title: Branches against what is typical of them
-- question: Which branches do better or worse than in the weeks before?
-- grain: one row a branch, the largest gain first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- compares: typical
-- needs: bank_holiday, typical_day
-- about: furthest change by branch, region
-- units: branch text, region text, net_pence pence, typical_pence pence, change share, orders orders, days branch-days
-- definition: Net sales, divided by what is typical of the same days, less one. Typical of a branch-day is the mean of
--     the same weekday in the four weeks before it; at least three of those days must be complete and no bank holiday,
--     or the day takes no part. The change is withheld where fewer than 30 orders are typical, or items if a product,
--     category or size was chosen: of these orders are not known. Only complete branch-days count (late ones too, once
--     they are whole).
select
    branch_name as branch,
    region,
    cast(sum(net_pence) as bigint) as net_pence,
    sum(typical_pence) as typical_pence,
    case when sum(typical_counted) >= 30 then sum(net_pence) / nullif(sum(typical_pence), 0) - 1 end as change,
    cast(sum(orders) as bigint) as orders,
    count(*) as days
from typical_day
group by branch_id, branch_name, region
order by change desc nulls last, branch, region
