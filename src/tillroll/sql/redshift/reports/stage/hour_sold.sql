-- title: what the chosen branch-days took by hour of the wall clock
-- grain: one row a weekday, opening hours, whether branch-days are whole, and hour
-- filters: branch_hour; part_hour in its place where a :tender or items are chosen
-- made: by tools/redshift.py from sql/reports/stage/hour_sold.sql (types, isodow)
select
  cast((
    (
      extract(dow from day.trading_date) + 6
    ) % 7 + 1
  ) as integer) as weekday,
  day.open_from,
  day.open_to,
  day.is_whole,
  sold.hour,
  cast(sum(sold.orders) as bigint) as orders,
  cast(sum(sold.net_pence) as bigint) as net_pence
from (
  select
    day_id,
    hour,
    orders,
    net_pence
  from branch_hour
  where
    trading_date between :first_day and :last_day
    and coalesce(
      cast(:tender as varchar(4096)),
      cast(:product as varchar(4096)),
      cast(:category as varchar(4096)),
      cast(:size as varchar(4096))
    ) is null
  union all
  select
    day_id,
    hour,
    orders,
    net_pence
  from part_hour
) as sold
inner join chosen_day as day
  on sold.day_id = day.day_id
group by
  (
    (
      extract(dow from day.trading_date) + 6
    ) % 7 + 1
  ),
  day.open_from,
  day.open_to,
  day.is_whole,
  sold.hour
