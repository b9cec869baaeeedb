-- title: Conservation of rows and pence
-- question: Is every row and penny of the files accounted for?
-- grain: one row a run, the newest first
-- filters: rows
-- units: started_at moment, files files, data_rows rows, rows_loaded rows, rows_already_there rows, rows_held rows,
--     rows_rejected rows, rows_blank rows, rows_unaccounted rows, pence_read pence, pence_unaccounted pence
-- definition: Of each run's files all data rows, what became of them, and what is left over, which must be 0; likewise
--     the pence of all totals that could be read. Any other value is an incident: tillroll loads no such file.
select
    run.started_at,
    count(*) as files,
    cast(sum(receipt.data_rows) as bigint) as data_rows,
    cast(sum(receipt.rows_loaded) as bigint) as rows_loaded,
    cast(sum(receipt.rows_already_there) as bigint) as rows_already_there,
    cast(sum(receipt.rows_held) as bigint) as rows_held,
    cast(sum(receipt.rows_rejected) as bigint) as rows_rejected,
    cast(sum(receipt.rows_blank) as bigint) as rows_blank,
    cast(
        sum(
            receipt.data_rows - receipt.rows_loaded - receipt.rows_already_there - receipt.rows_held
            - receipt.rows_rejected - receipt.rows_blank
        ) as bigint
    ) as rows_unaccounted,
    cast(sum(receipt.pence_read) as bigint) as pence_read,
    cast(
        sum(
            receipt.pence_read - receipt.pence_loaded - receipt.pence_already_there - receipt.pence_held
            - receipt.pence_rejected
        ) as bigint
    ) as pence_unaccounted
from receipt
inner join run on receipt.run_id = run.run_id
group by run.run_id, run.started_at
order by run.started_at desc, run.run_id
limit :row_limit
