-- title: each line's net is its gross and its discount together
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
failing as (
    select concat_ws(' | ', cast(sale_id as varchar), cast(line_no as varchar)) as example
    from sale_line
    where
        trading_date between :first_day and :last_day
        and net_pence <> gross_pence + discount_pence
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
