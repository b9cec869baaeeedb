-- title: Products and hours behind the trends of regions and the chain
-- question: Which products and which hours drive the change of each region and the chain over 4 and 13 weeks?
-- grain: one row a region or the chain, number of weeks and product or hour, the most pounds first
-- filters: dates, region, franchise, rows
-- about: furthest change_pence by part, kind
-- needs: trend_parts, chosen_trends
-- empty: No region and no chain has branches enough to tell. It takes five branches with 12 days in three of the last
--     four weeks, and the same weekdays four weeks before them: some seven weeks of whole days.
-- units: area text, weeks weeks, kind text, part text, net_pence pence, net_pence_before pence, change_pence pence,
--     beyond_chain_pence pence
-- definition: What the branches of a region, and all of them, took a week of each product and in each hour of the
--     wall clock in the last four weeks of the dates, beside the same weekdays 4 and 13 weeks earlier, over the days
--     that trends compare. Each is the sum of what 'tillroll report trend-drivers' tells of its branches; hours sum to
--     the change of these days, and so do products. Beyond the chain is what a part took more than if it had changed
--     as the chain did, as a whole and in its share of the chain's sales; it is empty of the chain itself, and where
--     'tillroll report trend-by-region' has no such comparison. Who sees a part of the chain is told of their own
--     branches alone: of regions of which that report tells them pounds, and of all their branches together instead of
--     the chain. With a franchise chosen it is of all its branches; with a region chosen that row, or the chain, is
--     left out. Of each as many products and as many hours as asked for.
with
chosen as (
    select distinct region
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and (cast(:region as varchar) is null or region = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or franchise = cast(:franchise as varchar))
),

of_region as (
    select
        trend.region,
        sold.weeks,
        sold.kind,
        sold.part,
        sum(sold.net_now) as net_now,
        sum(sold.net_then) as net_then
    from trend_part as sold
    inner join trend on sold.branch_id = trend.branch_id and sold.weeks = trend.weeks
    where trend.kind = 'branch'
    group by trend.region, sold.weeks, sold.kind, sold.part
),

area_sold as (
    select
        area.kind as area_kind,
        area.subject as area,
        area.own,
        area.against,
        sold.weeks,
        sold.kind,
        sold.part,
        sold.net_now,
        sold.net_then
    from of_region as sold
    inner join trend as area on sold.region = area.region and sold.weeks = area.weeks
    where
        area.kind = 'region'
        and area.change_pence is not null
        and area.region in (select chosen.region from chosen)
    union all
    select
        area.kind as area_kind,
        area.subject as area,
        area.own,
        area.against,
        sold.weeks,
        sold.kind,
        sold.part,
        sum(sold.net_now) as net_now,
        sum(sold.net_then) as net_then
    from of_region as sold
    inner join trend as area on sold.weeks = area.weeks
    where
        area.kind = 'chain'
        and area.change_pence is not null
        and cast(:region as varchar) is null
        and exists (select 1 from chosen)
    group by area.kind, area.subject, area.own, area.against, sold.weeks, sold.kind, sold.part
),

summed as (
    select
        area_sold.area_kind,
        area_sold.area,
        area_sold.weeks,
        area_sold.kind,
        area_sold.part,
        cast(net_now as double precision) / 4 as net_week,
        cast(net_then as double precision) / 4 as net_week_before,
        (cast(net_now as double precision) - net_then * coalesce(season.times, 1) * (1 + own) / (1 + against))
        / 4 as beyond
    from area_sold
    left join trend_season as season
        on area_sold.weeks = season.weeks and area_sold.kind = season.kind and area_sold.part = season.part
),

placed as (
    select
        *,
        row_number() over (
            partition by weeks, area_kind, area, kind
            order by abs(coalesce(beyond, net_week - net_week_before)) desc, part asc
        ) as place
    from summed
)

select
    area,
    weeks,
    kind,
    part,
    cast(round(cast(net_week as decimal(18, 4))) as bigint) as net_pence,
    cast(round(cast(net_week_before as decimal(18, 4))) as bigint) as net_pence_before,
    cast(round(cast(net_week - net_week_before as decimal(18, 4))) as bigint) as change_pence,
    cast(round(cast(beyond as decimal(18, 4))) as bigint) as beyond_chain_pence
from placed
where place <= :row_limit
order by weeks desc, area_kind, area, kind desc, placed.place
