-- title: Regions against the chain
-- question: Which regions grow faster or slower than the chain?
-- grain: one row a region with pairs of days, the largest lead first
-- filters: dates, branch, region, franchise
-- compares: last-year
-- needs: year_day
-- units: region text, change share, chain_change share, lead points, lead_from points, lead_to points, branches
--     branches, pairs branch-days
-- definition: A region's like-for-like growth, less that of all branches chosen, in percentage points. Who sees a part
--     of the chain is told of that part alone; trend-by-region holds it against the rest. The interval holds the true
--     difference in 95 of 100 cases: it takes branches, not days, as what varies (clustered by branch, Student's t).
--     Where it includes 0 the difference may be chance. Withheld for fewer than 5 branches.
with
branch_sum as (
    select
        branch_id,
        region,
        cast(sum(net_now) as double precision) as net_now,
        cast(sum(net_then) as double precision) as net_then,
        count(*) as pairs
    from year_day
    where standing = 'like-for-like'
    group by branch_id, region
),

chain as (
    select
        sum(net_now) as net_now,
        sum(net_then) as net_then,
        sum(net_now) / nullif(sum(net_then), 0) as ratio
    from branch_sum
),

regional as (
    select
        region,
        sum(net_then) as net_then,
        sum(net_now) / nullif(sum(net_then), 0) as ratio,
        count(*) as branches,
        sum(pairs) as pairs
    from branch_sum
    group by region
),

spread as (
    select
        regional.region,
        regional.branches,
        regional.pairs,
        regional.ratio,
        chain.ratio as chain_ratio,
        sqrt(
            cast(regional.branches as double precision) / nullif(regional.branches - 1, 0)
            * sum(
                power(
                    case
                        when own.region = regional.region
                            then (own.net_now - regional.ratio * own.net_then) / nullif(regional.net_then, 0)
                        else 0
                    end
                    - (own.net_now - chain.ratio * own.net_then) / nullif(chain.net_then, 0), 2
                )
            )
        ) as error
    from regional
    cross join chain
    cross join branch_sum as own
    group by regional.region, regional.branches, regional.pairs, regional.ratio, chain.ratio
),

bounded as (
    select
        spread.*,
        error * (
            1.959964 + 2.372271 / nullif(branches - 1, 0) + 2.822500 / nullif(power(branches - 1, 2), 0)
            + 2.555850 / nullif(power(branches - 1, 3), 0)
        ) as half_width
    from spread
)

select
    region,
    ratio - 1 as change,
    chain_ratio - 1 as chain_change,
    case when branches >= 5 then 100 * (ratio - chain_ratio) end as lead,
    case when branches >= 5 then 100 * (ratio - chain_ratio - half_width) end as lead_from,
    case when branches >= 5 then 100 * (ratio - chain_ratio + half_width) end as lead_to,
    branches,
    cast(pairs as bigint) as pairs
from bounded
order by lead desc nulls last, region
