-- title: Trend by branch
-- grain: one row a branch and number of weeks, the widest gap to its peers first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/trend_by_branch.sql (types)
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
)
select
  trend.subject as branch,
  trend.region,
  trend.weeks,
  trend.own as change,
  trend.against as against_peers,
  trend.low as at_least,
  trend.high as at_most,
  trend.peers,
  trend.peer_branches,
  trend.net_pence,
  trend.change_pence,
  trend.traffic_pence,
  trend.items_pence,
  trend.price_pence,
  trend.mix_pence,
  trend.against_pence as against_peers_pence,
  trend.days as compared_days,
  trend.wild_days,
  trend.reason as note
from trend
inner join chosen
  on trend.branch_id = chosen.branch_id
where
  trend.kind = 'branch'
order by
  trend.weeks desc,
  abs(trend.against_pence) desc nulls last,
  trend.subject,
  trend.branch_id
