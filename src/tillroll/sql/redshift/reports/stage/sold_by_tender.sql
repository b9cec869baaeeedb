-- title: what branch-days took that was paid in one way
-- grain: one row a branch-day with such a sale
-- filters: :first_day to :last_day and :earlier_first to :earlier_last; :tender; items are not known by how they were paid
-- made: by tools/redshift.py from sql/reports/stage/sold_by_tender.sql (types)
select
  day_id,
  net_pence,
  gross_pence,
  discount_pence,
  refund_pence,
  orders,
  cast(null as decimal(18, 3)) as units
from branch_day_tender
where
  (
    trading_date between :first_day and :last_day
    or trading_date between :earlier_first and :earlier_last
  )
  and tender = cast(:tender as varchar(4096))
