-- title: the branch-days that the chosen ones are compared with, with what they took of one part of the sales
-- grain: one row a branch-day of the register and date that it is compared with, which is for_date
-- filters: dates of compared_date, :branch_id, :region, :franchise; :tender, :daypart, and items. List prices are known by tender alone, items of items alone, and orders unless there are items; rates rest on what is known
-- made: by tools/redshift.py from sql/reports/stage/earlier_part_day.sql (types)
select
  day.day_id,
  day.branch_id,
  day.trading_date,
  day.state,
  day.is_expected,
  day.is_known,
  day.is_whole,
  day.last_at,
  case when day.is_known then coalesce(part.net_pence, 0) end as net_pence,
  case when day.is_known and not told.are_items then coalesce(part.orders, 0) end as orders,
  case when day.is_known and told.are_items then coalesce(part.units, 0) end as units,
  case when day.is_known then coalesce(part.orders, part.units, 0) end as counted,
  pair.trading_date as for_date
from branch_day_state as day
inner join compared_date as pair
  on day.trading_date = pair.earlier_date
cross join (
  select
    coalesce(cast(:product as varchar(4096)), cast(:category as varchar(4096)), cast(:size as varchar(4096))) is not null as are_items
) as told
left join part_sold as part
  on day.day_id = part.day_id
where
  (
    cast(:branch_id as varchar(4096)) is null or day.branch_id = cast(:branch_id as varchar(4096))
  )
  and (
    cast(:region as varchar(4096)) is null or day.region = cast(:region as varchar(4096))
  )
  and (
    cast(:franchise as varchar(4096)) is null or day.franchise = cast(:franchise as varchar(4096))
  )
