-- title: Products and hours behind a branch's trend
-- grain: one row a branch, number of weeks and product or hour, the most pounds first
-- filters: dates, branch, region, franchise, rows
-- made: by tools/redshift.py from sql/reports/catalogue/trend_drivers.sql (types)
with chosen as (
  select distinct
    branch_id
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and (
      cast(:branch_id as varchar(4096)) is null or branch_id = cast(:branch_id as varchar(4096))
    )
    and (
      cast(:region as varchar(4096)) is null or region = cast(:region as varchar(4096))
    )
    and (
      cast(:franchise as varchar(4096)) is null or franchise = cast(:franchise as varchar(4096))
    )
), summed as (
  select
    trend.subject as branch,
    trend.branch_id,
    trend.weeks,
    sold.kind,
    sold.part,
    cast(sold.net_now as double precision) / 4 as net_week,
    cast(sold.net_then as double precision) / 4 as net_week_before,
    (
      sold.net_now - sold.net_then * coalesce(season.times, 1) * (
        1 + trend.own
      ) / (
        1 + trend.against
      )
    ) / 4 as beyond
  from trend_part as sold
  inner join chosen
    on sold.branch_id = chosen.branch_id
  inner join trend
    on sold.branch_id = trend.branch_id and sold.weeks = trend.weeks
  left join trend_season as season
    on sold.weeks = season.weeks and sold.kind = season.kind and sold.part = season.part
  where
    trend.kind = 'branch'
), placed as (
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
where
  place <= :row_limit
order by
  weeks desc,
  kind desc,
  placed.place
