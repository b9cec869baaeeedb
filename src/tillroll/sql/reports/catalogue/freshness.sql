-- title: Freshness
-- question: How old is the newest sale of each branch, and how long do files take to be seen?
-- grain: one row a branch, the longest silent first
-- filters: dates, branch, region, franchise
-- needs: zone_clock
-- about: highest hours_since by branch, region
-- units: branch text, region text, newest_sale text, hours_since hours, deliveries files, seconds_middle seconds,
--     seconds_p95 seconds
-- definition: The newest sale that counts among the dates asked for, by the branch's own clock, and the hours since.
--     From arrival to visible is from a file's own time to the end of the run that took it in: the middle of the
--     branch's deliveries, and the time within which 95% were visible, withheld under 30 deliveries.
with
newest as (
    select
        branch_id,
        branch_name,
        region,
        max(last_at) as newest_at
    from chosen_day
    group by branch_id, branch_name, region
),

delivery as (
    select
        told.branch_id,
        extract(epoch from run.finished_at - receipt.delivered_at) as seconds
    from (
        select distinct
            told.document_id,
            told.branch_id
        from document_day as told
        inner join chosen_day as day
            on told.branch_id = day.branch_id and told.trading_date = day.trading_date
        where told.trading_date between :first_day and :last_day
    ) as told
    inner join receipt on told.document_id = receipt.document_id
    inner join run on receipt.run_id = run.run_id
    where run.finished_at is not null
),

waited as (
    select
        branch_id,
        count(*) as deliveries,
        percentile_cont(0.5) within group (order by seconds) as seconds_middle,
        percentile_cont(0.95) within group (order by seconds) as seconds_p95
    from delivery
    group by branch_id
)

select
    newest.branch_name as branch,
    newest.region,
    left(cast(newest.newest_at as varchar), 16) as newest_sale,
    cast(extract(epoch from clock.wall_at - newest.newest_at) as double precision) / 3600 as hours_since,
    coalesce(waited.deliveries, 0) as deliveries,
    cast(waited.seconds_middle as double precision) as seconds_middle,
    case when waited.deliveries >= 30 then cast(waited.seconds_p95 as double precision) end as seconds_p95
from newest
inner join branch on newest.branch_id = branch.branch_id
inner join zone_clock as clock on branch.time_zone = clock.time_zone
left join waited on newest.branch_id = waited.branch_id
order by newest.newest_at asc nulls first, branch asc, newest.region asc
