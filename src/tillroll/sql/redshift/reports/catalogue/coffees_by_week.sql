-- title: Coffees by type and week
-- grain: one row a week and product, the oldest week first and in it the most sold
-- filters: dates, branch, region, franchise, product
-- made: by tools/redshift.py from sql/reports/catalogue/coffees_by_week.sql (types)
with chosen as (
  select
    day_id,
    cast(date_trunc('WEEK', cast(trading_date as timestamp)) as date) as week_from,
    is_expected,
    is_whole
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
), week as (
  select
    week_from,
    count(case when is_expected and is_whole then 1 end) as complete_days,
    count(case when is_expected then 1 end) as expected_days
  from chosen
  group by
    week_from
), coffee as (
  select
    product_id,
    product
  from report_product
  where
    is_coffee and product = coalesce(cast(:product as varchar(4096)), product)
), sold as (
  select
    item.week_from,
    coffee.product,
    sum(item.units) as units,
    sum(item.net_pence) as net_pence
  from (
    select
      chosen.week_from,
      item.product_id,
      sum(item.units) as units,
      sum(item.net_pence) as net_pence
    from branch_day_product as item
    inner join chosen
      on item.day_id = chosen.day_id
    where
      item.trading_date between :first_day and :last_day
      and item.product_id in (
        select
          coffee.product_id
        from coffee
      )
    group by
      chosen.week_from,
      item.product_id
  ) as item
  inner join coffee
    on item.product_id = coffee.product_id
  group by
    item.week_from,
    coffee.product
)
select
  sold.week_from,
  sold.product,
  cast(sold.units as decimal(18, 3)) as units,
  cast(sold.net_pence as bigint) as net_pence,
  week.complete_days,
  week.expected_days
from sold
inner join week
  on sold.week_from = week.week_from
order by
  sold.week_from,
  sold.units desc,
  sold.product
