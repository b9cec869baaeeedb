-- title: Products and hours behind the trends of regions and the chain
-- grain: one row a region or the chain, number of weeks and product or hour, the most pounds first
-- filters: dates, region, franchise, rows
-- made: by tools/redshift.py from sql/reports/catalogue/trend_drivers_by_region.sql (types)
with chosen as (
  select distinct
    region
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and (
      cast(:region as varchar(4096)) is null or region = cast(:region as varchar(4096))
    )
    and (
      cast(:franchise as varchar(4096)) is null or franchise = cast(:franchise as varchar(4096))
    )
), of_region as (
  select
    trend.region,
    sold.weeks,
    sold.kind,
    sold.part,
    sum(sold.net_now) as net_now,
    sum(sold.net_then) as net_then
  from trend_part as sold
  inner join trend
    on sold.branch_id = trend.branch_id and sold.weeks = trend.weeks
  where
    trend.kind = 'branch'
  group by
    trend.region,
    sold.weeks,
    sold.kind,
    sold.part
), area_sold as (
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
  inner join trend as area
    on sold.region = area.region and sold.weeks = area.weeks
  where
    area.kind = 'region'
    and area.change_pence is not null
    and area.region in (
      select
        chosen.region
      from chosen
    )
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
  inner join trend as area
    on sold.weeks = area.weeks
  where
    area.kind = 'chain'
    and area.change_pence is not null
    and cast(:region as varchar(4096)) is null
    and exists(
      select
        1
      from chosen
    )
  group by
    area.kind,
    area.subject,
    area.own,
    area.against,
    sold.weeks,
    sold.kind,
    sold.part
), summed as (
  select
    area_sold.area_kind,
    area_sold.area,
    area_sold.weeks,
    area_sold.kind,
    area_sold.part,
    cast(net_now as double precision) / 4 as net_week,
    cast(net_then as double precision) / 4 as net_week_before,
    (
      cast(net_now as double precision) - net_then * coalesce(season.times, 1) * (
        1 + own
      ) / (
        1 + against
      )
    ) / 4 as beyond
  from area_sold
  left join trend_season as season
    on area_sold.weeks = season.weeks and area_sold.kind = season.kind and area_sold.part = season.part
), placed as (
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
where
  place <= :row_limit
order by
  weeks desc,
  area_kind,
  area,
  kind desc,
  placed.place
