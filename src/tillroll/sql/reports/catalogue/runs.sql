-- title: Runs
-- question: When did tillroll take files in, how long did it take, and what did it cost?
-- grain: one row a run, the newest first
-- filters: rows
-- units: started_at moment, finished_at moment, seconds seconds, cost_micropence micropence, files files,
--     sales_loaded sales, pence_loaded pence, rows_rejected rows, version text
-- definition: Each run of 'tillroll ingest' with its start and end (UTC) and its duration; a run that was cut off
--     has no end. Its cost is what AWS charged for its own functions and requests, in millionths of a penny; a run
--     on a machine of one's own has none. Sales and pence are those that became current in it.
select
    started_at,
    finished_at,
    cast(extract(epoch from finished_at - started_at) as double precision) as seconds,
    cost_micropence,
    documents as files,
    sales_loaded,
    pence_loaded,
    rows_rejected,
    version
from run
order by started_at desc, run_id
limit :row_limit
