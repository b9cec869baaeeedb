-- title: Like-for-like
-- question: How much did the branches grow that traded on both days?
-- grain: one row
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- compares: last-year
-- needs: branch_opening, year_day
-- units: net_pence pence, net_pence_before pence, change share, branches branches, pairs branch-days, out_days
--     branch-days
-- definition: Net sales of all pairs of a branch's day and the same day of the same week of the year before, which is
--     364 days earlier, or 371 where a 53rd week lies between. A pair counts if both days are complete and the branch
--     had been open for at least 28 days before the earlier one; what one day loses the other loses too. The change is
--     withheld where there were fewer than 30 orders, or items if a product, category or size was chosen.
--     like-for-like-members lists who is in and out, and why.
with
total as (
    select
        cast(coalesce(sum(net_now) filter (where standing = 'like-for-like'), 0) as bigint) as net_pence,
        cast(coalesce(sum(net_then) filter (where standing = 'like-for-like'), 0) as bigint) as net_pence_before,
        coalesce(sum(counted_then) filter (where standing = 'like-for-like'), 0) as counted_before,
        count(distinct branch_id) filter (where standing = 'like-for-like') as branches,
        count(*) filter (where standing = 'like-for-like') as pairs,
        count(*) filter (where standing <> 'like-for-like') as out_days
    from year_day
)

select
    net_pence,
    net_pence_before,
    case
        when counted_before >= 30 then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
    end as change,
    branches,
    pairs,
    out_days
from total
where pairs + out_days > 0
