-- title: Average spend and items per order
-- grain: one row
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/average_spend.sql (types, frame)
with total as (
  select
    cast(sum(orders) as bigint) as orders,
    cast(sum(net_pence) as bigint) as net_pence,
    cast(sum(units) as decimal(18, 3)) as units
  from chosen_day
), owner as (
  select
    span.branch_id,
    span.first_day as owned_from,
    span.last_day as owned_to
  from scope_span as span
  where
    cast(:franchise as varchar(4096)) is null
  union all
  select
    span.branch_id,
    greatest(span.first_day, owned.owned_from) as owned_from,
    least(span.last_day, coalesce(owned.owned_to, cast('9999-12-31' as date))) as owned_to
  from branch_franchise as owned
  inner join scope_span as span
    on owned.branch_id = span.branch_id
  where
    owned.franchise = cast(:franchise as varchar(4096))
), band as (
  select
    sale.total_pence,
    count(*) as orders
  from (
    select distinct
      trading_date
    from chosen_day
  ) as dated
  inner join sale
    on dated.trading_date = sale.trading_date
  inner join owner
    on sale.branch_id = owner.branch_id
  where
    sale.total_pence between :band_from_pence and :band_to_pence
    and sale.trading_date between :first_day and :last_day
    and sale.trading_date between owner.owned_from and owner.owned_to
    and sale.branch_id in (
      select
        chosen_day.branch_id
      from chosen_day
    )
    and sale.is_current
    and not sale.is_refund
    and coalesce(
      cast(:daypart as varchar(4096)),
      cast(:tender as varchar(4096)),
      cast(:product as varchar(4096)),
      cast(:category as varchar(4096)),
      cast(:size as varchar(4096))
    ) is null
  group by
    sale.total_pence
), placed as (
  select
    total_pence,
    :orders_below + sum(orders) over (order by total_pence rows between unbounded preceding and current row) - orders as first_place,
    :orders_below + sum(orders) over (order by total_pence rows between unbounded preceding and current row) as next_place
  from band
), wanted as (
  select
    (
      orders - 1 - (
        orders - 1
      ) % 2
    ) / 2 as place
  from total
  union all
  select
    (
      orders - orders % 2
    ) / 2 as place
  from total
), middle as (
  select
    avg(placed.total_pence) as median_spend_pence
  from placed
  inner join wanted
    on wanted.place >= placed.first_place and wanted.place < placed.next_place
)
select
  total.orders,
  total.net_pence,
  case when total.orders >= 30 then cast(total.net_pence as double precision) / total.orders end as average_spend_pence,
  case when total.orders >= 30 then cast(middle.median_spend_pence as double precision) end as median_spend_pence,
  total.units,
  case when total.orders >= 30 then cast(total.units as double precision) / total.orders end as items_per_order
from total
cross join middle
where
  total.net_pence is not null
