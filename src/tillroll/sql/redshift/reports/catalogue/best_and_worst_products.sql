-- title: Best and worst products
-- grain: one row a product, the best first; as many from the top as from the bottom
-- filters: dates, branch, region, franchise, product, category, daypart, tender, rows
-- made: by tools/redshift.py from sql/reports/catalogue/best_and_worst_products.sql (types)
with chosen as (
  select
    day_id,
    branch_id,
    trading_date
  from chosen_day
  where
    is_whole
), sold as (
  select
    product.product,
    product.category,
    sum(item.net_pence) as net_pence
  from product_sum as item
  inner join report_product as product
    on item.product_id = product.product_id
  group by
    product.product,
    product.category
), old_enough as (
  select
    product,
    category,
    max(last_day) - min(first_day) + 1 as menu_days
  from report_menu
  where
    (
      cast(:product as varchar(4096)) is null or product = cast(:product as varchar(4096))
    )
    and (
      cast(:category as varchar(4096)) is null or category = cast(:category as varchar(4096))
    )
  group by
    product,
    category
  having
    max(last_day) - min(first_day) + 1 >= 28
), open_span as (
  select
    branch_id,
    count(*) as days,
    min(trading_date) as first_day,
    max(trading_date) as last_day
  from chosen
  group by
    branch_id
), offered as (
  select
    menu.branch_id,
    menu.product,
    menu.category,
    menu.first_day,
    menu.last_day,
    open_span.days,
    menu.first_day <= open_span.first_day and menu.last_day >= open_span.last_day as is_throughout
  from report_menu as menu
  inner join open_span
    on menu.branch_id = open_span.branch_id
), available as (
  select
    product,
    category,
    sum(days) as days
  from (
    select
      product,
      category,
      days
    from offered
    where
      is_throughout
    union all
    select
      offered.product,
      offered.category,
      count(*) as days
    from offered
    inner join chosen
      on offered.branch_id = chosen.branch_id
      and chosen.trading_date between offered.first_day and offered.last_day
    where
      not offered.is_throughout
    group by
      offered.product,
      offered.category
  ) as part
  group by
    product,
    category
), ranked as (
  select
    available.product,
    available.category,
    cast(coalesce(sold.net_pence, 0) as double precision) / available.days as net_pence_per_branch_day,
    cast(coalesce(sold.net_pence, 0) as bigint) as net_pence,
    cast(available.days as bigint) as available_days,
    old_enough.menu_days,
    row_number() over (
      order by cast(coalesce(sold.net_pence, 0) as double precision) / available.days desc, available.product asc, available.category asc
    ) as place,
    count(*) over () as places
  from available
  inner join old_enough
    on available.product = old_enough.product and available.category = old_enough.category
  left join sold
    on available.product = sold.product and available.category = sold.category
  where
    available.days >= 30
)
select
  place,
  product,
  category,
  net_pence_per_branch_day,
  net_pence,
  available_days,
  menu_days
from ranked
where
  place <= :row_limit or place > places - :row_limit
order by
  place
