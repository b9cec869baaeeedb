-- title: each document's share of a branch-day comes to the sales that it claims
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day; without written claims the sales that name it are its claims
-- made: by tools/redshift.py from sql/checks/document_day_is_its_sales.sql (types, concat_ws)
with claimed as (
  select
    document_id,
    branch_id,
    till,
    trading_date,
    count(*) as sale_count,
    sum(row_count) as row_count,
    sum(total_pence) as total_pence
  from document_sale
  where
    trading_date between :first_day and :last_day
  group by
    document_id,
    branch_id,
    till,
    trading_date
), own as (
  select
    document_id,
    branch_id,
    till,
    trading_date,
    count(*) as sale_count,
    sum(row_count) as row_count,
    sum(total_pence) as total_pence
  from sale
  where
    trading_date between :first_day and :last_day
  group by
    document_id,
    branch_id,
    till,
    trading_date
), failing as (
  select
    substring(coalesce(' | ' || cast(day.document_id as varchar(4096)), '') || coalesce(' | ' || day.branch_id, '') || coalesce(' | ' || day.till, '') || coalesce(' | ' || cast(day.trading_date as varchar(4096)), '') from 4) as example
  from document_day as day
  left join claimed
    on day.document_id = claimed.document_id
    and day.branch_id = claimed.branch_id
    and day.till = claimed.till
    and day.trading_date = claimed.trading_date
  left join own
    on day.document_id = own.document_id
    and day.branch_id = own.branch_id
    and day.till = own.till
    and day.trading_date = own.trading_date
  where
    day.trading_date between :first_day and :last_day
    and (
      day.sale_count <> coalesce(claimed.sale_count, own.sale_count, 0)
      or day.row_count <> coalesce(claimed.row_count, own.row_count, 0)
      or day.total_pence <> coalesce(claimed.total_pence, own.total_pence, 0)
    )
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
