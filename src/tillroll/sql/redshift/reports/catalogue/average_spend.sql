-- title: Average spend and items per order
-- grain: one row
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/average_spend.sql (types, frame)
with total as (
  select
    cast(sum(mart.orders) as bigint) as orders,
    cast(sum(mart.net_pence) as bigint) as net_pence,
    cast(sum(mart.units) as decimal(18, 3)) as units
  from branch_day as mart
  inner join branch_day_state as day
    on mart.day_id = day.day_id
  where
    mart.trading_date between :first_day and :last_day
    and day.trading_date between :first_day and :last_day
    and day.branch_id = coalesce(cast(:branch_id as varchar(4096)), day.branch_id)
    and day.region = coalesce(cast(:region as varchar(4096)), day.region)
    and day.franchise = coalesce(cast(:franchise as varchar(4096)), day.franchise)
    and day.is_known
), owner as (
  select
    branch_id,
    cast('0001-01-01' as date) as owned_from,
    cast('9999-12-31' as date) as owned_to
  from branch
  where
    cast(:franchise as varchar(4096)) is null
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and coalesce(region, '') = coalesce(cast(:region as varchar(4096)), region, '')
  union all
  select
    owned.branch_id,
    owned.owned_from,
    coalesce(owned.owned_to, cast('9999-12-31' as date)) as owned_to
  from branch_franchise as owned
  inner join branch
    on owned.branch_id = branch.branch_id
  where
    owned.franchise = cast(:franchise as varchar(4096))
    and branch.branch_id = coalesce(cast(:branch_id as varchar(4096)), branch.branch_id)
    and coalesce(branch.region, '') = coalesce(cast(:region as varchar(4096)), branch.region, '')
), band as (
  select
    sale.total_pence,
    count(*) as orders
  from sale
  inner join owner
    on sale.branch_id = owner.branch_id
  where
    sale.total_pence between :band_from_pence and :band_to_pence
    and sale.trading_date between :first_day and :last_day
    and sale.trading_date between owner.owned_from and owner.owned_to
    and sale.is_current
    and not sale.is_refund
  group by
    sale.total_pence
), placed as (
  select
    total_pence,
    cast(:orders_below as bigint) + sum(orders) over (order by total_pence rows between unbounded preceding and current row) - orders as first_place,
    cast(:orders_below as bigint) + sum(orders) over (order by total_pence rows between unbounded preceding and current row) as next_place
  from band
), middle as (
  select
    cast(avg(placed.total_pence) as double precision) as median_spend_pence
  from placed
  inner join (
    select
      orders - 1 as twice_place
    from total
    union all
    select
      orders as twice_place
    from total
  ) as wanted
    on wanted.twice_place >= 2 * placed.first_place and wanted.twice_place < 2 * placed.next_place
)
select
  total.orders,
  total.net_pence,
  case when total.orders >= 30 then cast(total.net_pence as double precision) / total.orders end as average_spend_pence,
  case when total.orders >= 30 then middle.median_spend_pence end as median_spend_pence,
  total.units,
  case when total.orders >= 30 then cast(total.units as double precision) / total.orders end as items_per_order
from total
cross join middle
where
  total.orders is not null
