-- title: seconds from a file's being there to its being visible
-- grain: one row
-- filters: files delivered within a day before a finished run of the chosen time
with waited as (
    select cast(extract(epoch from run.finished_at - receipt.delivered_at) as double precision) as seconds
    from receipt
    inner join run on receipt.run_id = run.run_id
    where
        run.started_at between :from_at and :to_at
        and run.finished_at is not null
        and receipt.outcome <> 'duplicate'
        and receipt.delivered_at > run.finished_at - interval '1 day'
)

select
    percentile_cont(0.5) within group (order by seconds) as half_within,
    percentile_cont(0.95) within group (order by seconds) as most_within
from waited
