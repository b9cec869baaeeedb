-- title: ABC classes
-- grain: one row a product, by category and the largest net sales first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/abc_classes.sql (types)
with sold as (
  select
    product.product,
    product.category,
    sum(item.net_pence) as net_pence
  from product_sum as item
  inner join report_product as product
    on item.product_id = product.product_id
  where
    cast(:size as varchar(4096)) is null or product.size = cast(:size as varchar(4096))
  group by
    product.product,
    product.category
), aged as (
  select
    sold.product,
    sold.category,
    sold.net_pence,
    min(menu.first_day) > cast(:last_day as date) - 27 as is_new
  from sold
  inner join report_menu as menu
    on sold.product = menu.product and sold.category = menu.category
  group by
    sold.product,
    sold.category,
    sold.net_pence
), placed as (
  select
    *,
    row_number() over (partition by category, is_new order by net_pence desc, product asc) as place,
    sum(net_pence) over (partition by category, is_new) as category_pence,
    sum(net_pence) over (
      partition by category, is_new
      order by net_pence desc, product asc
      rows between unbounded preceding and current row
    ) as cumulative_pence
  from aged
)
select
  category,
  case when not is_new then place end as place,
  product,
  case
    when is_new
    then 'N'
    when 100 * (
      cumulative_pence - net_pence
    ) < 80 * category_pence
    then 'A'
    when 100 * (
      cumulative_pence - net_pence
    ) < 95 * category_pence
    then 'B'
    else 'C'
  end as class,
  cast(net_pence as bigint) as net_pence,
  case
    when not is_new and category_pence > 0
    then cast(net_pence as double precision) / category_pence
  end as share_of_category,
  case
    when not is_new and category_pence > 0
    then cast(cumulative_pence as double precision) / category_pence
  end as cumulative_share
from placed
where
  (
    cast(:product as varchar(4096)) is null or product = cast(:product as varchar(4096))
  )
  and (
    cast(:category as varchar(4096)) is null or category = cast(:category as varchar(4096))
  )
order by
  category,
  is_new,
  placed.place
