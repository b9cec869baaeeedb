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
), side as (
  select
    pair.branch_id,
    pair.weeks,
    pair.day_id,
    pair.trading_date,
    1 as is_now
  from trend_day as pair
  inner join chosen
    on pair.branch_id = chosen.branch_id
  union all
  select
    pair.branch_id,
    pair.weeks,
    pair.day_id_then as day_id,
    pair.trading_date - 7 * pair.weeks as trading_date,
    0 as is_now
  from trend_day as pair
  inner join chosen
    on pair.branch_id = chosen.branch_id
), hour_sold as (
  select
    side.branch_id,
    side.weeks,
    mart.hour,
    sum(mart.net_pence * side.is_now) as net_now,
    sum(mart.net_pence * (
      1 - side.is_now
    )) as net_then
  from side
  inner join branch_hour as mart
    on side.day_id = mart.day_id and side.trading_date = mart.trading_date
  group by
    side.branch_id,
    side.weeks,
    mart.hour
), sold as (
  select
    branch_id,
    weeks,
    cast('hour' as varchar(4096)) as kind,
    lpad(cast(hour as varchar(4096)), 2, '0') || ':00' as part,
    net_now,
    net_then
  from hour_sold
  union all
  select
    item.branch_id,
    item.weeks,
    cast('product' as varchar(4096)) as kind,
    product.product as part,
    item.net_now,
    item.net_then
  from trend_sold as item
  inner join chosen
    on item.branch_id = chosen.branch_id
  inner join report_product as product
    on item.product_id = product.product_id
), summed as (
  select
    trend.subject as branch,
    trend.branch_id,
    trend.weeks,
    sold.kind,
    sold.part,
    cast(sum(sold.net_now) as double precision) / 4 as net_week,
    cast(sum(sold.net_then) as double precision) / 4 as net_week_before,
    cast(sum(sold.net_now - sold.net_then * (
      1 + trend.own
    ) / (
      1 + trend.against
    )) as double precision) / 4 as beyond
  from sold
  inner join trend
    on sold.branch_id = trend.branch_id and sold.weeks = trend.weeks
  where
    trend.kind = 'branch'
  group by
    trend.subject,
    trend.branch_id,
    trend.weeks,
    sold.kind,
    sold.part
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
