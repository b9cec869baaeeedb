-- title: Products and hours behind a branch's trend
-- question: Which products and which hours drive a branch's change over 4 and 13 weeks?
-- grain: one row a branch, number of weeks and product or hour, the most pounds first
-- filters: dates, branch, region, franchise, rows
-- needs: trend_parts, trends
-- empty: No branch has sales enough to tell. It takes 12 days in three of the last four weeks, and the same weekdays
--     four weeks before them: some seven weeks of whole days.
-- units: branch text, weeks weeks, kind text, part text, net_pence pence, net_pence_before pence, change_pence pence,
--     beyond_peers_pence pence
-- definition: What each product and each hour of the wall clock took a week in the last four weeks of the dates,
--     beside the same weekdays 4 and 13 weeks earlier, over the days that trends compare. Hours sum to the change of
--     these days, and so do products. Beyond peers is what a part took more than if it had changed as the branch's
--     peers did and as its share of the whole chain's sales did, so that a season is nobody's doing; it is empty where
--     peers are too few. Who sees a part of the chain is told of the season of what at least five other branches sell,
--     and none most of it; the rest is held against the peers as a whole. Over each number of weeks as many products
--     and as many hours as asked for, of all branches chosen together.
with
chosen as (
    select distinct branch_id
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and (cast(:branch_id as varchar) is null or branch_id = cast(:branch_id as varchar))
        and (cast(:region as varchar) is null or region = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or franchise = cast(:franchise as varchar))
),

summed as (
    select
        trend.subject as branch,
        trend.branch_id,
        trend.weeks,
        sold.kind,
        sold.part,
        cast(sold.net_now as double precision) / 4 as net_week,
        cast(sold.net_then as double precision) / 4 as net_week_before,
        (sold.net_now - sold.net_then * coalesce(season.times, 1) * (1 + trend.own) / (1 + trend.against))
        / 4 as beyond
    from trend_part as sold
    inner join chosen on sold.branch_id = chosen.branch_id
    inner join trend on sold.branch_id = trend.branch_id and sold.weeks = trend.weeks
    left join trend_season as season
        on sold.weeks = season.weeks and sold.kind = season.kind and sold.part = season.part
    where trend.kind = 'branch'
),

placed as (
    select
        *,
        row_number() over (
            partition by weeks, kind
            order by abs(coalesce(beyond, net_week - net_week_before)) desc, part asc, branch_id asc
        ) as place
    from summed
)

select
    branch,
    weeks,
    kind,
    part,
    cast(round(cast(net_week as decimal(18, 4))) as bigint) as net_pence,
    cast(round(cast(net_week_before as decimal(18, 4))) as bigint) as net_pence_before,
    cast(round(cast(net_week - net_week_before as decimal(18, 4))) as bigint) as change_pence,
    cast(round(cast(beyond as decimal(18, 4))) as bigint) as beyond_peers_pence
from placed
where place <= :row_limit
order by weeks desc, kind desc, placed.place
