-- title: Like-for-like by branch
-- question: Which branches grew most against the year before?
-- grain: one row a branch with a pair of days, the largest growth first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- compares: last-year
-- needs: branch_opening, year_day
-- about: furthest change by branch, region
-- units: branch text, region text, net_pence pence, net_pence_before pence, change share, pairs branch-days, out_days
--     branch-days
-- definition: Net sales of the pairs of a branch's day and the same day of the same week of the year before, which is
--     364 days earlier, or 371 where a 53rd week lies between. A pair counts if both days are complete and the branch
--     had been open for at least 28 days before the earlier one. The change is withheld where there were fewer than 30
--     orders, or items if a product, category or size was chosen. like-for-like-members tells why days are out.
with
total as (
    select
        branch_name as branch,
        region,
        cast(sum(net_now) filter (where standing = 'like-for-like') as bigint) as net_pence,
        cast(sum(net_then) filter (where standing = 'like-for-like') as bigint) as net_pence_before,
        sum(counted_then) filter (where standing = 'like-for-like') as counted_before,
        count(*) filter (where standing = 'like-for-like') as pairs,
        count(*) filter (where standing <> 'like-for-like') as out_days
    from year_day
    group by branch_id, branch_name, region
    having bool_or(standing = 'like-for-like')
)

select
    branch,
    region,
    net_pence,
    net_pence_before,
    case
        when counted_before >= 30 then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
    end as change,
    pairs,
    out_days
from total
order by change desc nulls last, branch, region
