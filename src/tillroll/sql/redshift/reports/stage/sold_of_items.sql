-- title: what branch-days took by some items
-- grain: one row a branch-day that sold one
-- filters: :first_day to :last_day and :earlier_first to :earlier_last; :product, :category, :size; net sales and items alone are told, for list prices have refunds in them
-- made: by tools/redshift.py from sql/reports/stage/sold_of_items.sql (types)
select
  item.day_id,
  cast(sum(item.net_pence) as bigint) as net_pence,
  cast(null as bigint) as gross_pence,
  cast(null as bigint) as discount_pence,
  cast(null as bigint) as refund_pence,
  cast(null as bigint) as orders,
  cast(sum(item.units) as decimal(18, 3)) as units
from branch_day_product as item
inner join report_product as product
  on item.product_id = product.product_id
where
  (
    item.trading_date between :first_day and :last_day
    or item.trading_date between :earlier_first and :earlier_last
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
group by
  item.day_id
