-- title: data rows that have no fate; anything but 0 is an incident
-- grain: one row
-- filters: receipts of runs that started in the chosen time
select
    cast(
        coalesce(
            sum(
                receipt.data_rows - receipt.rows_loaded - receipt.rows_already_there
                - receipt.rows_held - receipt.rows_rejected - receipt.rows_blank
            ),
            0
        ) as bigint
    ) as rows_without_fate
from receipt
inner join run on receipt.run_id = run.run_id
where run.started_at between :from_at and :to_at
