-- title: rows loaded or already there, of all data rows
-- grain: one row
-- filters: receipts of runs that started in the chosen time
select
    cast(sum(receipt.rows_loaded + receipt.rows_already_there) as double precision)
    / nullif(sum(receipt.data_rows), 0) as acceptance
from receipt
inner join run on receipt.run_id = run.run_id
where run.started_at between :from_at and :to_at
