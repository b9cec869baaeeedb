-- title: which of the chosen dates baskets are read from
-- grain: one row
-- filters: whole branch-days of chosen_day: the newest dates until they hold 20,000 orders, of 7 days at least, so that every weekday counts, and of 28 at most
-- made: by tools/redshift.py from sql/reports/stage/basket_span.sql (frame)
with by_date as (
  select
    day.trading_date,
    sum(mart.orders) as orders
  from chosen_day as day
  inner join branch_day as mart
    on day.day_id = mart.day_id
  where
    day.is_whole and mart.trading_date between :first_day and :last_day
  group by
    day.trading_date
), placed as (
  select
    trading_date,
    sum(orders) over (order by trading_date desc rows between unbounded preceding and current row) - orders as newer_orders,
    max(trading_date) over () as newest_date
  from by_date
)
select
  coalesce(min(trading_date), cast(:first_day as date)) as basket_first,
  coalesce(max(trading_date), cast(:first_day as date)) as basket_last
from placed
where
  (
    newer_orders < 20000 or trading_date > newest_date - 7
  ) and trading_date > newest_date - 28
