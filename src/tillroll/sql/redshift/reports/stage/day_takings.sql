-- title: what each chosen branch-day took; unknown where nothing counts yet
-- grain: one row a branch-day of chosen_day
-- filters: :tender
-- made: by tools/redshift.py from sql/reports/stage/day_takings.sql (types)
select
  day.day_id,
  day.branch_id,
  day.branch_name,
  day.region,
  day.franchise,
  day.trading_date,
  day.week_from,
  day.is_known,
  day.is_expected,
  day.is_whole,
  case when day.is_known then coalesce(sold.net_pence, 0) end as net_pence,
  case when day.is_known then coalesce(sold.gross_pence, 0) end as gross_pence,
  case when day.is_known then coalesce(sold.discount_pence, 0) end as discount_pence,
  case when day.is_known then coalesce(sold.refund_pence, 0) end as refund_pence,
  case when day.is_known then coalesce(sold.orders, 0) end as orders
from chosen_day as day
left join (
  select
    day_id,
    sum(net_pence) as net_pence,
    sum(gross_pence) as gross_pence,
    sum(discount_pence) as discount_pence,
    sum(refund_pence) as refund_pence,
    sum(orders) as orders
  from branch_day_tender
  where
    trading_date between :first_day and :last_day
    and (
      cast(:tender as varchar(4096)) is null or tender = cast(:tender as varchar(4096))
    )
  group by
    day_id
) as sold
  on day.day_id = sold.day_id
