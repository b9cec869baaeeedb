-- title: Regions against the chain
-- question: Which regions grow faster or slower than the chain?
-- grain: one row a region with pairs of days, the largest lead first
-- filters: dates, branch, region, franchise
-- compares: last-year
-- needs: branch_opening, year_day, chain_pair
-- about: furthest lead by region
-- units: region text, change share, chain_change share, lead points, lead_from points, lead_to points, branches
--     branches, pairs branch-days
-- definition: A region's like-for-like growth, less that of the whole chain, in percentage points. The filters choose
--     which branches are shown, not what they are compared with. The interval holds the true difference in 95 of 100
--     cases: it takes branches, not days, as what varies (clustered by branch, Student's t). Where it includes 0 the
--     difference may be chance. Withheld for fewer than 5 branches. Who sees a part of the chain is told of their own
--     branches of a region beside all of the chain, where on each day at least five branches are not theirs and none of
--     these has over 40% of what they all took; else the chain is withheld. Their interval minds how their own branches
--     differ, not how others do.
with
foreign_day as (
    select
        trading_date,
        count(*) as branches
    from chain_pair
    where not is_own
    group by trading_date
),

foreign_branch as (
    select
        peer_no,
        sum(net_now) as net_now,
        sum(net_then) as net_then
    from chain_pair
    where not is_own
    group by peer_no
),

verdict as (
    select
        count(*) > 0 as is_part,
        count(*) = 0
        or (
            (select min(foreign_day.branches) from foreign_day) >= 5
            and max(net_now) <= 0.4 * sum(net_now)
            and max(net_then) <= 0.4 * sum(net_then)
        ) as may_be_told
    from foreign_branch
),

branch_sum as (
    select
        pair.peer_no,
        pair.region,
        cast(sum(pair.net_now) as double precision) as chain_now,
        cast(sum(pair.net_then) as double precision) as chain_then,
        cast(sum(shown.net_now) as double precision) as net_now,
        cast(sum(shown.net_then) as double precision) as net_then,
        count(shown.day_id) as pairs
    from chain_pair as pair
    left join year_day as shown on pair.day_id = shown.day_id and shown.standing = 'like-for-like'
    group by pair.peer_no, pair.region
),

chain as (
    select
        sum(chain_then) as net_then,
        sum(chain_now) / nullif(sum(chain_then), 0) as ratio
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
    where pairs > 0
    group by region
),

spread as (
    select
        regional.region,
        regional.branches,
        regional.pairs,
        regional.ratio,
        chain.ratio as chain_ratio,
        verdict.may_be_told,
        sqrt(
            cast(regional.branches as double precision) / nullif(regional.branches - 1, 0)
            * sum(
                power(
                    case
                        when own.region = regional.region and own.pairs > 0
                            then (own.net_now - regional.ratio * own.net_then) / nullif(regional.net_then, 0)
                        else 0
                    end
                    - case
                        when verdict.is_part then 0
                        else (own.chain_now - chain.ratio * own.chain_then) / nullif(chain.net_then, 0)
                    end, 2
                )
            )
        ) as error
    from regional
    cross join chain
    cross join verdict
    cross join branch_sum as own
    group by
        regional.region, regional.branches, regional.pairs, regional.ratio, chain.ratio, verdict.is_part,
        verdict.may_be_told
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
    case when may_be_told then chain_ratio - 1 end as chain_change,
    case when branches >= 5 and may_be_told then 100 * (ratio - chain_ratio) end as lead,
    case when branches >= 5 and may_be_told then 100 * (ratio - chain_ratio - half_width) end as lead_from,
    case when branches >= 5 and may_be_told then 100 * (ratio - chain_ratio + half_width) end as lead_to,
    branches,
    cast(pairs as bigint) as pairs
from bounded
order by lead desc nulls last, region
