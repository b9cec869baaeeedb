-- title: runs: when, how long, what they did and what they cost
-- grain: one row a run
-- filters: runs that started in the chosen time
select
    run.started_at as "time",
    run.finished_at,
    run.documents,
    run.sales_loaded,
    cast(run.pence_loaded as double precision) / 100 as pounds_loaded,
    run.rows_rejected,
    cast(run.cost_micropence as double precision) / 1000000 as cost_pence
from run
where run.started_at between :from_at and :to_at
order by run.started_at desc
limit 500
