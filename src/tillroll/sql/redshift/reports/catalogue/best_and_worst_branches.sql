-- title: Best and worst branches against their peers
-- grain: one row a branch, the best first; as many from the top as from the bottom, then those that are withheld
-- filters: dates, branch, region, franchise, rows
-- made: by tools/redshift.py from sql/reports/catalogue/best_and_worst_branches.sql (types)
with day as (
  select
    day_id,
    branch_id,
    branch_name,
    region,
    open_minutes
  from branch_day_state
  where
    trading_date between :first_day and :last_day and is_whole and open_minutes > 0
), shown as (
  select distinct
    branch_id
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
    and is_whole
), branch_sum as (
  select
    day.branch_id,
    day.branch_name,
    day.region,
    cast(sum(day.open_minutes) as double precision) / 60 as open_hours,
    sum(mart.net_pence) as net_pence,
    sum(mart.net_pence) / (
      cast(sum(day.open_minutes) as double precision) / 60
    ) as net_pence_per_open_hour
  from day
  inner join branch_day as mart
    on day.day_id = mart.day_id
  where
    mart.trading_date between :first_day and :last_day
  group by
    day.branch_id,
    day.branch_name,
    day.region
), compared as (
  select
    own.branch_id,
    count(peer.branch_id) as peers,
    percentile_cont(0.5) within group (order by
      peer.net_pence_per_open_hour) as median_pence_per_open_hour
  from branch_sum as own
  left join branch_sum as peer
    on own.region = peer.region and own.branch_id <> peer.branch_id and peer.open_hours >= 30
  group by
    own.branch_id
), judged as (
  select
    own.branch_name as branch,
    own.region,
    case
      when compared.peers >= 5 and own.open_hours >= 30 and compared.median_pence_per_open_hour > 0
      then own.net_pence_per_open_hour / compared.median_pence_per_open_hour
    end as times_median,
    case when own.open_hours >= 30 then own.net_pence_per_open_hour end as net_pence_per_open_hour,
    case when compared.peers >= 5 then compared.median_pence_per_open_hour end as median_pence_per_open_hour,
    compared.peers,
    own.open_hours,
    cast(own.net_pence as bigint) as net_pence
  from branch_sum as own
  inner join compared
    on own.branch_id = compared.branch_id
  inner join shown
    on own.branch_id = shown.branch_id
), ranked as (
  select
    *,
    row_number() over (partition by times_median is null order by times_median desc, branch asc, region asc) as place,
    count(times_median) over () as places
  from judged
)
select
  case when times_median is not null then place end as place,
  branch,
  region,
  times_median,
  net_pence_per_open_hour,
  median_pence_per_open_hour,
  peers,
  open_hours,
  net_pence
from ranked
where
  place <= :row_limit or (
    times_median is not null and place > places - :row_limit
  )
order by
  times_median is null,
  ranked.place
