-- title: Top branch of each week
-- question: Which branch took most each week?
-- grain: one row a week, the oldest first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- about: highest net_pence by week_from
-- preset: last-4-whole-weeks
-- units: week_from date, branch text, region text, net_pence pence, orders orders, complete_days branch-days, branches
--     branches
-- definition: The branch with the largest net sales of complete branch-days. Weeks begin on Monday, by trading date;
--     the first and the last may be cut by the dates asked for. It ranks size, not how well a branch does. Of two that
--     are equal the first by name is shown. Branches are those with a complete branch-day to compare; complete days are
--     the top branch's. Only complete branch-days count (late ones too, once they are whole). Of a product, category or
--     size orders are not known.
with
total as (
    select
        chosen_day.week_from,
        chosen_day.branch_name as branch,
        chosen_day.region,
        cast(sum(chosen_day.net_pence) as bigint) as net_pence,
        cast(sum(chosen_day.orders) as bigint) as orders,
        count(*) as complete_days
    from chosen_day
    where chosen_day.is_whole
    group by chosen_day.week_from, chosen_day.branch_id, chosen_day.branch_name, chosen_day.region
),

ranked as (
    select
        *,
        row_number() over (partition by week_from order by net_pence desc, branch asc, region asc) as place,
        count(*) over (partition by week_from) as branches
    from total
)

select
    week_from,
    branch,
    region,
    net_pence,
    orders,
    complete_days,
    branches
from ranked
where place = 1
order by week_from
