-- title: pounds that changed after they were first told
-- grain: one row a day
-- filters: restatements in the chosen time
select
    date_trunc('day', restatement.restated_at) as "time",
    cast(sum(abs(restatement.pence_after - restatement.pence_before)) as double precision) / 100 as pounds
from restatement
where restatement.restated_at between :from_at and :to_at
group by date_trunc('day', restatement.restated_at)
order by date_trunc('day', restatement.restated_at)
