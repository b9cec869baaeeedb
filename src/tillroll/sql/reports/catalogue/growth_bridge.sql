-- title: Growth bridge
-- question: What makes up the difference to the year before?
-- grain: one row a step, from the earlier total to the later one
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- compares: last-year
-- needs: branch_opening, year_day
-- units: place rank, step text, net_pence pence, days branch-days
-- definition: Net sales of the year before, then what like-for-like growth, new, closed and refurbished branches and
--     days excluded for their data add or take away, then net sales of the dates asked for. The steps sum to the penny.
--     Each branch-day stands in one step, as like-for-like-members lists. The year before is the same days of the same
--     weeks.
with
moved as (
    select
        step.place,
        step.step,
        step.standing,
        coalesce(sum(day.net_now - day.net_then), 0) as net_pence,
        count(day.branch_id) as days
    from (
        values
        (2, 'like-for-like', 'like-for-like'),
        (3, 'new branches', 'new'),
        (4, 'closed branches', 'closed'),
        (5, 'refurbished branches', 'refurbished'),
        (6, 'excluded for data', 'excluded')
    ) as step (place, step, standing)
    left join year_day as day on step.standing = day.standing
    group by step.place, step.step, step.standing
)

select
    place,
    step,
    cast(net_pence as bigint) as net_pence,
    days
from (
    select
        1 as place,
        'a year earlier' as step,
        coalesce(sum(net_then), 0) as net_pence,
        count(*) as days
    from year_day
    union all
    select
        place,
        step,
        net_pence,
        days
    from moved
    union all
    select
        7 as place,
        'the dates asked for' as step,
        coalesce(sum(net_now), 0) as net_pence,
        count(*) as days
    from year_day
) as bridge
where exists (select 1 from year_day)
order by place
