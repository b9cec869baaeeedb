-- title: what the chosen branch-days took, and those that they are compared with
-- grain: one row a branch-day of chosen_day, and one of earlier_day, which has the date that it is compared with
-- filters: :tender
-- made: by tools/redshift.py from sql/reports/stage/compared_takings.sql (types)
select
  branch_id,
  branch_name,
  region,
  franchise,
  trading_date,
  is_expected,
  is_whole,
  net_pence,
  orders,
  false as is_earlier
from day_takings
union all
select
  day.branch_id,
  day.branch_name,
  day.region,
  day.franchise,
  day.for_date as trading_date,
  day.is_expected,
  day.is_whole,
  case when day.is_known then coalesce(sold.net_pence, 0) end as net_pence,
  case when day.is_known then coalesce(sold.orders, 0) end as orders,
  true as is_earlier
from earlier_day as day
left join (
  select
    day_id,
    sum(net_pence) as net_pence,
    sum(orders) as orders
  from branch_day_tender
  where
    trading_date between :earlier_first and :earlier_last
    and (
      cast(:tender as varchar(4096)) is null or tender = cast(:tender as varchar(4096))
    )
  group by
    day_id
) as sold
  on day.day_id = sold.day_id
