-- title: how long runs took
-- grain: one row a run
-- filters: finished runs that started in the chosen time
select
    run.started_at as "time",
    cast(extract(epoch from run.finished_at - run.started_at) as double precision) as seconds
from run
where run.started_at between :from_at and :to_at
    and run.finished_at is not null
order by run.started_at
