-- title: Conservation of rows and pence
-- question: Is every row and penny of the files accounted for?
-- grain: one row a run, the newest first
-- filters: dates, rows
-- needs: asked_run
-- units: started_at moment, files files, data_rows rows, rows_loaded rows, rows_already_there rows, rows_held rows,
--     rows_rejected rows, rows_blank rows, rows_unaccounted rows, pence_read pence, pence_unaccounted pence
-- definition: Of each run's files all data rows, what became of them, and what is left over, which must be 0; likewise
--     the pence of all totals that could be read. Any other value is an incident: tillroll loads no such file. The runs
--     are those that began on one of the dates or took in files of them, each with all of its files.
with
newest as (
    select
        run.run_id,
        run.started_at
    from run
    inner join asked_run as asked on run.run_id = asked.run_id
    where exists (select 1 from receipt where receipt.run_id = run.run_id)
    order by run.started_at desc, run.run_id
    limit :row_limit
)

select
    newest.started_at,
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
from newest
inner join receipt on newest.run_id = receipt.run_id
group by newest.run_id, newest.started_at
order by newest.started_at desc, newest.run_id
