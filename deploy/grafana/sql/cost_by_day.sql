-- title: what runs cost
-- grain: one row a day
-- filters: runs that started in the chosen time
select
    date_trunc('day', run.started_at) as "time",
    cast(sum(run.cost_micropence) as double precision) / 1000000 as cost_pence
from run
where run.started_at between :from_at and :to_at
group by date_trunc('day', run.started_at)
order by date_trunc('day', run.started_at)
