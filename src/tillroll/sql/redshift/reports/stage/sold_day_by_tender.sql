-- title: what branch-days took that was paid in one way
-- grain: one row a branch-day of the register of which something came
-- filters: :tender; items are not known by how they were paid
-- made: by tools/redshift.py from sql/reports/stage/sold_day_by_tender.sql (types)
select
  mart.day_id,
  cast(coalesce(sold.net_pence, 0) as bigint) as net_pence,
  cast(coalesce(sold.gross_pence, 0) as bigint) as gross_pence,
  cast(coalesce(sold.discount_pence, 0) as bigint) as discount_pence,
  cast(coalesce(sold.refund_pence, 0) as bigint) as refund_pence,
  cast(coalesce(sold.orders, 0) as bigint) as orders,
  cast(null as decimal(18, 3)) as units,
  cast(coalesce(sold.orders, 0) as decimal(18, 3)) as counted
from branch_day as mart
inner join branch_day_state as day
  on mart.day_id = day.day_id
left join branch_day_tender as sold
  on mart.day_id = sold.day_id
  and sold.tender = cast(:tender as varchar(4096))
  and sold.trading_date between :first_day and :last_day
where
  mart.trading_date between :first_day and :last_day
