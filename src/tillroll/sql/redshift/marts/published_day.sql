-- title: what contested branch-days came to before this batch, where an earlier run had published them
-- grain: one row a branch and trading date
-- filters: contested days whose documents another run than :run_id took in, or that no document speaks for any longer
-- made: by tools/redshift.py from sql/marts/published_day.sql (types)
with speaking as (
  select
    contested.day_id,
    bool_or(receipt.run_id <> cast(:run_id as char(36))) as is_earlier
  from contested_day as contested
  inner join document_day as day
    on contested.branch_id = day.branch_id and contested.trading_date = day.trading_date
  inner join receipt
    on day.document_id = receipt.document_id
  group by
    contested.day_id
)
select
  mart.day_id,
  mart.branch_id,
  mart.trading_date,
  mart.orders,
  mart.net_pence
from branch_day as mart
inner join contested_day as contested
  on mart.day_id = contested.day_id
left join speaking
  on mart.day_id = speaking.day_id
where
  coalesce(speaking.is_earlier, true)
