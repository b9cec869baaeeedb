-- title: what the branch-days that the chosen ones are compared with sold in one part of the day, or paid in one way
-- grain: one row a branch-day and item as tills write it
-- filters: :tender, :daypart; none where neither is chosen, for the marts know what whole days sold
-- made: by tools/redshift.py from sql/reports/stage/part_item_before.sql (types)
select
  day.day_id,
  day.is_whole,
  line.product_id,
  cast(sum(line.quantity) as decimal(18, 3)) as units,
  cast(sum(line.gross_pence) as bigint) as gross_pence,
  cast(sum(line.net_pence) as bigint) as net_pence
from earlier_day as day
inner join sale
  on day.branch_id = sale.branch_id and day.trading_date = sale.trading_date
inner join sale_line as line
  on sale.sale_id = line.sale_id and sale.trading_date = line.trading_date
inner join report_daypart as part
  on extract(hour from sale.placed_at) = part.hour
where
  coalesce(cast(:tender as varchar(4096)), cast(:daypart as varchar(4096))) is not null
  and sale.is_current
  and sale.trading_date between :earlier_first and :earlier_last
  and line.trading_date between :earlier_first and :earlier_last
  and (
    cast(:tender as varchar(4096)) is null or sale.tender = cast(:tender as varchar(4096))
  )
  and (
    cast(:daypart as varchar(4096)) is null or part.daypart = cast(:daypart as varchar(4096))
  )
group by
  day.day_id,
  day.is_whole,
  line.product_id
