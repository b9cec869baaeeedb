-- title: Branches by size
-- question: Which branches are the largest?
-- grain: one row a branch, the largest first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender, rows
-- about: highest net_pence by branch, region
-- units: place rank, branch text, region text, net_pence pence, orders orders, complete_days branch-days,
--     expected_days branch-days
-- definition: Branches by net sales of their complete branch-days. This ranks size and nothing else: how well a
--     branch does is told by best-and-worst-branches. Only complete branch-days count (late ones too, once they are
--     whole).
with
total as (
    select
        chosen_day.branch_name as branch,
        chosen_day.region,
        cast(coalesce(sum(chosen_day.net_pence) filter (where chosen_day.is_whole), 0) as bigint) as net_pence,
        cast(sum(chosen_day.orders) filter (where chosen_day.is_whole) as bigint) as orders,
        count(*) filter (where chosen_day.is_expected and chosen_day.is_whole) as complete_days,
        count(*) filter (where chosen_day.is_expected) as expected_days
    from chosen_day
    group by chosen_day.branch_id, chosen_day.branch_name, chosen_day.region
    having bool_or(chosen_day.is_whole)
)

select
    row_number() over (order by net_pence desc, branch) as place,
    branch,
    region,
    net_pence,
    orders,
    complete_days,
    expected_days
from total
order by place
limit :row_limit
