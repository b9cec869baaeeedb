-- title: each sale's trading date is the date of its time less the cut-off
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/trading_date_follows_cut_off.sql (types, interval)
with failing as (
  select
    cast(sale_id as varchar(4096)) as example
  from sale
  where
    trading_date between :first_day and :last_day
    and trading_date <> cast(dateadd(minute, -cast(:cut_off_minutes as integer), placed_at) as date)
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
