-- title: what branch-days took by some items in one part of the day, or paid in one way
-- grain: one row a branch-day that sold one
-- filters: :first_day to :last_day and :earlier_first to :earlier_last; :product, :category, :size, with :tender, :daypart or both; no mart knows them together, so lines are read
-- made: by tools/redshift.py from sql/reports/stage/sold_of_lines.sql (types)
select
  day.day_id,
  cast(sum(line.net_pence) as bigint) as net_pence,
  cast(null as bigint) as gross_pence,
  cast(null as bigint) as discount_pence,
  cast(null as bigint) as refund_pence,
  cast(null as bigint) as orders,
  cast(sum(line.quantity) as decimal(18, 3)) as units
from branch_day_state as day
inner join sale
  on day.branch_id = sale.branch_id and day.trading_date = sale.trading_date
inner join sale_line as line
  on sale.sale_id = line.sale_id and sale.trading_date = line.trading_date
inner join report_product as product
  on line.product_id = product.product_id
inner join report_daypart as part
  on extract(hour from sale.placed_at) = part.hour
where
  sale.is_current
  and (
    sale.trading_date between :first_day and :last_day
    or sale.trading_date between :earlier_first and :earlier_last
  )
  and (
    line.trading_date between :first_day and :last_day
    or line.trading_date between :earlier_first and :earlier_last
  )
  and (
    cast(:tender as varchar(4096)) is null or sale.tender = cast(:tender as varchar(4096))
  )
  and (
    cast(:daypart as varchar(4096)) is null or part.daypart = cast(:daypart as varchar(4096))
  )
  and (
    cast(:product as varchar(4096)) is null or product.product = cast(:product as varchar(4096))
  )
  and (
    cast(:category as varchar(4096)) is null or product.category = cast(:category as varchar(4096))
  )
  and (
    cast(:size as varchar(4096)) is null or product.size = cast(:size as varchar(4096))
  )
  and (
    cast(:branch_id as varchar(4096)) is null or day.branch_id = cast(:branch_id as varchar(4096))
  )
  and (
    cast(:region as varchar(4096)) is null or day.region = cast(:region as varchar(4096))
  )
  and (
    cast(:franchise as varchar(4096)) is null or day.franchise = cast(:franchise as varchar(4096))
  )
group by
  day.day_id
