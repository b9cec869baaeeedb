-- title: Change by region
-- question: Which regions take more or less than before?
-- grain: one row a region, the largest gain first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender, against
-- compares: against
-- needs: compared_takings
-- about: furthest change_pence by region
-- units: region text, net_pence pence, net_pence_before pence, change_pence pence, change share, orders orders,
--     orders_before orders, complete_days branch-days, complete_days_before branch-days
-- definition: Net sales of the dates asked for, and of as many days just before them (previous-period) or of the same
--     days of the same weeks of the year before (last-year). Regions are those of branches.csv. The two totals may rest
--     on different branch-days: the complete ones of each are shown, and like-for-like compares only what traded on
--     both. The change is withheld where there were fewer than 30 orders before, or items if a product, category or
--     size was chosen. A branch-day of which nothing counts yet is unknown, not zero; partial days are shown. Of a
--     product, category or size orders are not known.
with
total as (
    select
        region,
        cast(sum(net_pence) filter (where not is_earlier) as bigint) as net_pence,
        cast(sum(net_pence) filter (where is_earlier) as bigint) as net_pence_before,
        cast(sum(orders) filter (where not is_earlier) as bigint) as orders,
        cast(sum(orders) filter (where is_earlier) as bigint) as orders_before,
        sum(counted) filter (where is_earlier) as counted_before,
        count(*) filter (where is_expected and is_whole and not is_earlier) as complete_days,
        count(*) filter (where is_expected and is_whole and is_earlier) as complete_days_before
    from compared_takings
    group by region
)

select
    region,
    net_pence,
    net_pence_before,
    net_pence - net_pence_before as change_pence,
    case
        when counted_before >= 30 then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
    end as change,
    orders,
    orders_before,
    complete_days,
    complete_days_before
from total
where net_pence is not null or net_pence_before is not null
order by change_pence desc nulls last, region
