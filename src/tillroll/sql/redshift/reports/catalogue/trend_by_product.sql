-- title: Trend by product
-- grain: one row a product and number of weeks, the widest gap first
-- filters: dates, branch, region, franchise, product, category, rows
-- made: by tools/redshift.py from sql/reports/catalogue/trend_by_product.sql (types)
with dated as (
  select
    max(trading_date) as trading_date
  from branch_day_state
  where
    trading_date between :first_day and :last_day
), placed as (
  select
    trend_product.*,
    row_number() over (
      partition by trend_product.weeks
      order by abs(coalesce(trend_product.against_pence, 0)) desc, abs(trend_product.change_pence) desc, trend_product.product asc, trend_product.category asc
    ) as place
  from trend_product
  cross join dated
  where
    dated.trading_date is not null
    and (
      cast(:product as varchar(4096)) is null or trend_product.product = cast(:product as varchar(4096))
    )
    and (
      cast(:category as varchar(4096)) is null or trend_product.category = cast(:category as varchar(4096))
    )
)
select
  product,
  category,
  weeks,
  own as change,
  against as against_all,
  low as at_least,
  high as at_most,
  net_pence,
  change_pence,
  units_pence,
  price_pence,
  against_pence as against_all_pence
from placed
where
  place <= :row_limit
order by
  weeks desc,
  place
