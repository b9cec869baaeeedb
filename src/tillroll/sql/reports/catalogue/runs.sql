-- title: Runs
-- question: When did tillroll take files in, how long did it take, and what did it cost?
-- grain: one row a run, the newest first
-- filters: dates, rows
-- needs: asked_run
-- units: started_at moment, finished_at moment, seconds seconds, cost_micropence micropence, files files,
--     sales_loaded sales, pence_loaded pence, rows_rejected rows, files_held files, files_unreadable files,
--     version text
-- definition: Each run of 'tillroll ingest' that began on one of the dates or took in files of them, with its start and
--     end (UTC) and its duration; a run that was cut off has no end. Its cost is what AWS charged for its own functions
--     and requests, in millionths of a penny; a run on a machine of one's own has none. Figures are of all that a run
--     did: sales and pence are those that became current in it. A file that is held, or that can't be read, is counted
--     by each run that was given it.
with
newest as (
    select run.*
    from run
    inner join asked_run as asked on run.run_id = asked.run_id
    order by run.started_at desc, run.run_id
    limit :row_limit
),

waiting as (
    select
        newest.run_id,
        count(*) filter (where receipt.outcome = 'held') as files_held,
        count(*) filter (where receipt.outcome = 'unreadable') as files_unreadable
    from newest
    inner join receipt on newest.run_id = receipt.run_id
    group by newest.run_id
)

select
    newest.started_at,
    newest.finished_at,
    cast(extract(epoch from newest.finished_at - newest.started_at) as double precision) as seconds,
    newest.cost_micropence,
    newest.documents as files,
    newest.sales_loaded,
    newest.pence_loaded,
    newest.rows_rejected,
    coalesce(waiting.files_held, 0) as files_held,
    coalesce(waiting.files_unreadable, 0) as files_unreadable,
    newest.version
from newest
left join waiting on newest.run_id = waiting.run_id
order by newest.started_at desc, newest.run_id
