-- title: each receipt's rows and pence are loaded, already there, held, rejected or blank
-- grain: one row an example, with the number of failures
-- filters: none
-- made: by tools/redshift.py from sql/checks/receipt_is_conserved.sql (types, concat_ws)
with failing as (
  select
    substring(coalesce(' | ' || cast(run_id as varchar(4096)), '') || coalesce(' | ' || cast(delivery_no as varchar(4096)), '') from 4) as example
  from receipt
  where
    data_rows <> rows_loaded + rows_already_there + rows_held + rows_rejected + rows_blank
    or pence_read <> pence_loaded + pence_already_there + pence_held + pence_rejected
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
