-- title: each sale's trading date is the date of its time less the cut-off
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
failing as (
    select cast(sale_id as varchar) as example
    from sale
    where
        trading_date between :first_day and :last_day
        and trading_date <> cast(placed_at - cast(:cut_off_minutes as integer) * interval '1 minute' as date)
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
