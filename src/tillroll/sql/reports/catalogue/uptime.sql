-- title: Uptime of runs
-- question: Which share of the runs came to their end?
-- grain: one row a month, the newest first
-- filters: rows
-- about: lowest share_finished by month_from
-- units: month_from date, runs runs, finished runs, share_finished share, seconds_middle seconds, files files
-- definition: Runs by the month in which they began (UTC), and those of them that came to their end: the others were
--     cut off, and the next run took up their work. A run that never began leaves no trace here. The share is withheld
--     under 30 runs.
with
monthly as (
    select
        cast(date_trunc('month', started_at) as date) as month_from,
        count(*) as runs,
        count(finished_at) as finished,
        percentile_cont(0.5) within group (order by extract(epoch from finished_at - started_at)) as seconds_middle,
        cast(sum(documents) as bigint) as files
    from run
    group by date_trunc('month', started_at)
)

select
    month_from,
    runs,
    finished,
    case when runs >= 30 then cast(finished as double precision) / runs end as share_finished,
    cast(seconds_middle as double precision) as seconds_middle,
    files
from monthly
order by month_from desc
limit :row_limit
