-- title: each sale that counts is claimed by a document that stands
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day; without written claims the sale's own document is its claim
-- made: by tools/redshift.py from sql/checks/current_sale_is_claimed.sql (types)
with share as (
  select
    document_id,
    branch_id,
    till,
    trading_date,
    stands
  from document_day
  where
    trading_date between :first_day and :last_day
), claimed as (
  select
    claim.sale_id,
    claim.trading_date,
    bool_or(coalesce(share.stands, false)) as is_claimed
  from document_sale as claim
  left join share
    on claim.document_id = share.document_id
    and claim.branch_id = share.branch_id
    and claim.till = share.till
    and claim.trading_date = share.trading_date
  where
    claim.trading_date between :first_day and :last_day
  group by
    claim.sale_id,
    claim.trading_date
), failing as (
  select
    cast(sale.sale_id as varchar(4096)) as example
  from sale
  left join claimed
    on sale.sale_id = claimed.sale_id and sale.trading_date = claimed.trading_date
  left join share as own
    on sale.document_id = own.document_id
    and sale.branch_id = own.branch_id
    and sale.till = own.till
    and sale.trading_date = own.trading_date
  where
    sale.trading_date between :first_day and :last_day
    and sale.is_current
    and not coalesce(claimed.is_claimed, own.stands, false)
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
