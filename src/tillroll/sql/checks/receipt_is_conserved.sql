-- title: each receipt's rows and pence are loaded, already there, held, rejected or blank
-- grain: one row an example, with the number of failures
-- filters: none
with
failing as (
    select concat_ws(' | ', cast(run_id as varchar), cast(delivery_no as varchar)) as example
    from receipt
    where
        data_rows <> rows_loaded + rows_already_there + rows_held + rows_rejected + rows_blank
        or pence_read <> pence_loaded + pence_already_there + pence_held + pence_rejected
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
