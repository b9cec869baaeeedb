-- title: what branch-days took by some items
-- grain: one row a branch-day of the register of which something came
-- filters: :product, :category, :size; net sales and items alone are known, so that rates rest on items
-- made: by tools/redshift.py from sql/reports/stage/sold_day_of_items.sql (types)
select
  mart.day_id,
  cast(coalesce(sold.net_pence, 0) as bigint) as net_pence,
  cast(null as bigint) as gross_pence,
  cast(null as bigint) as discount_pence,
  cast(null as bigint) as refund_pence,
  cast(null as bigint) as orders,
  cast(coalesce(sold.units, 0) as decimal(18, 3)) as units,
  cast(coalesce(sold.units, 0) as decimal(18, 3)) as counted
from branch_day as mart
inner join branch_day_state as day
  on mart.day_id = day.day_id
left join (
  select
    item.day_id,
    sum(item.net_pence) as net_pence,
    sum(item.units) as units
  from branch_day_product as item
  inner join report_product as product
    on item.product_id = product.product_id
  where
    item.trading_date between :first_day and :last_day
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
) as sold
  on mart.day_id = sold.day_id
where
  mart.trading_date between :first_day and :last_day
