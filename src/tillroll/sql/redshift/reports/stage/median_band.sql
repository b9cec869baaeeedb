-- title: between which totals the middle order lies
-- grain: one row: the least and greatest total of its band, and how many orders lie below
-- filters: :first_day to :last_day, branch-days of chosen_day
-- made: by tools/redshift.py from sql/reports/stage/median_band.sql (frame)
with band as (
  select
    spend.from_pence,
    sum(spend.orders) as orders
  from branch_day_spend as spend
  inner join chosen_day
    on spend.day_id = chosen_day.day_id
  where
    spend.trading_date between :first_day and :last_day
  group by
    spend.from_pence
), placed as (
  select
    from_pence,
    sum(orders) over (order by from_pence rows between unbounded preceding and current row) - orders as first_place,
    sum(orders) over (order by from_pence rows between unbounded preceding and current row) as next_place,
    sum(orders) over () as total
  from band
), middle as (
  select
    from_pence,
    first_place
  from placed
  where
    (
      total - 1 - (
        total - 1
      ) % 2
    ) / 2 < next_place
    and (
      total - total % 2
    ) / 2 >= first_place
)
select
  cast(coalesce(min(from_pence), 0) as bigint) as band_from_pence,
  cast(coalesce(max(from_pence) + 49, 0) as bigint) as band_to_pence,
  cast(coalesce(min(first_place), 0) as bigint) as orders_below
from middle
