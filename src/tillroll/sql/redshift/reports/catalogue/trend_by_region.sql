-- title: Trend by region
-- grain: one row a region and number of weeks, and one of the chain or the reader's part of it
-- filters: dates, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/trend_by_region.sql (types)
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
)
select
  trend.subject as area,
  trend.weeks,
  trend.own as change,
  trend.own_low as change_at_least,
  trend.own_high as change_at_most,
  trend.against as against_chain,
  trend.low as at_least,
  trend.high as at_most,
  trend.peer_branches as branches,
  trend.net_pence,
  trend.change_pence,
  trend.traffic_pence,
  trend.items_pence,
  trend.price_pence,
  trend.mix_pence,
  trend.against_pence as against_chain_pence,
  trend.reason as note
from trend
where
  (
    trend.kind = 'region' and trend.region in (
      select
        chosen.region
      from chosen
    )
  )
  or (
    trend.kind = 'chain' and cast(:region as varchar(4096)) is null
  )
order by
  trend.weeks desc,
  trend.kind,
  abs(trend.against_pence) desc nulls last,
  trend.subject
