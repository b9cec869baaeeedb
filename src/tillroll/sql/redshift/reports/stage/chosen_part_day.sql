-- title: the branch-days that a question is about, with what they took of one part of the sales
-- grain: one row a branch-day of the register
-- filters: :first_day to :last_day, :branch_id, :region, :franchise; :tender, :daypart, and items. List prices are known by tender alone, items of items alone, and orders unless there are items; rates rest on what is known
-- made: by tools/redshift.py from sql/reports/stage/chosen_part_day.sql (types, isodow)
select
  day.day_id,
  day.branch_id,
  day.branch_name,
  day.region,
  day.franchise,
  day.trading_date,
  day.state,
  day.reason,
  day.is_expected,
  day.is_punctual,
  day.is_known,
  day.is_whole,
  day.open_from,
  day.open_to,
  day.open_minutes,
  day.last_at,
  case when day.is_known then coalesce(part.net_pence, 0) end as net_pence,
  case when day.is_known and told.has_prices then coalesce(part.gross_pence, 0) end as gross_pence,
  case when day.is_known and told.has_prices then coalesce(part.discount_pence, 0) end as discount_pence,
  case when day.is_known and told.has_prices then coalesce(part.refund_pence, 0) end as refund_pence,
  case when day.is_known and not told.are_items then coalesce(part.orders, 0) end as orders,
  case when day.is_known and told.are_items then coalesce(part.units, 0) end as units,
  case when day.is_known then coalesce(part.orders, part.units, 0) end as counted,
  cast(date_trunc('WEEK', day.trading_date) as date) as week_from,
  day.day_id - cast((
    (
      extract(dow from day.trading_date) + 6
    ) % 7 + 1
  ) as bigint) + 1 as week_id
from branch_day_state as day
cross join (
  select
    coalesce(cast(:product as varchar(4096)), cast(:category as varchar(4096)), cast(:size as varchar(4096))) is not null as are_items,
    coalesce(
      cast(:daypart as varchar(4096)),
      cast(:product as varchar(4096)),
      cast(:category as varchar(4096)),
      cast(:size as varchar(4096))
    ) is null as has_prices
) as told
left join part_sold as part
  on day.day_id = part.day_id
where
  day.trading_date between :first_day and :last_day
  and (
    cast(:branch_id as varchar(4096)) is null or day.branch_id = cast(:branch_id as varchar(4096))
  )
  and (
    cast(:region as varchar(4096)) is null or day.region = cast(:region as varchar(4096))
  )
  and (
    cast(:franchise as varchar(4096)) is null or day.franchise = cast(:franchise as varchar(4096))
  )
