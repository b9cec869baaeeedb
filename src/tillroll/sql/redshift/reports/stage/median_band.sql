-- title: between which totals the middle order lies
-- grain: one row: the least and greatest total of its band of 10 pence, and how many orders lie below
-- filters: :first_day to :last_day, branch-days of chosen_day
-- made: by tools/redshift.py from sql/reports/stage/median_band.sql (frame)
with wide as (
  select
    spend.from_pence,
    cast(sum(spend.orders) as bigint) as orders,
    cast(sum(spend.orders_under_10) as bigint) as under_10,
    cast(sum(spend.orders_under_20) as bigint) as under_20,
    cast(sum(spend.orders_under_30) as bigint) as under_30,
    cast(sum(spend.orders_under_40) as bigint) as under_40
  from branch_day_spend as spend
  inner join chosen_day
    on spend.day_id = chosen_day.day_id
  where
    spend.trading_date between :first_day and :last_day
  group by
    spend.from_pence
), band as (
  select
    from_pence,
    under_10 as orders
  from wide
  union all
  select
    from_pence + 10 as from_pence,
    under_20 - under_10 as orders
  from wide
  union all
  select
    from_pence + 20 as from_pence,
    under_30 - under_20 as orders
  from wide
  union all
  select
    from_pence + 30 as from_pence,
    under_40 - under_30 as orders
  from wide
  union all
  select
    from_pence + 40 as from_pence,
    orders - under_40 as orders
  from wide
), placed as (
  select
    from_pence,
    sum(orders) over (order by from_pence rows between unbounded preceding and current row) - orders as first_place,
    sum(orders) over (order by from_pence rows between unbounded preceding and current row) as next_place,
    sum(orders) over () as total
  from band
  where
    orders > 0
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
  cast(coalesce(max(from_pence) + 9, 0) as bigint) as band_to_pence,
  cast(coalesce(min(first_place), 0) as bigint) as orders_below
from middle
