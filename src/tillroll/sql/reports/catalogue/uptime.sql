-- title: Uptime of the nights
-- question: Which share of the nights had a run that took their files in?
-- grain: one row a month, the newest first
-- filters: dates, rows
-- about: lowest share_succeeded by month_from
-- needs: scheduled_night, asked_run
-- units: month_from date, nights days, succeeded days, share_succeeded share, share_at_least share,
--     share_at_most share, runs runs, finished runs, seconds_middle seconds, files files
-- definition: Each trading date on which files were expected is a night for which a run was scheduled. It succeeded if
--     a run that came to its end took in a file of that date at most a day after the last of its files was due, when
--     those of the next date are. So a night on which no run began, or none came to its end, has failed, and so has
--     one to which no file came that could be read. Nights count once they are over, from the first run that the
--     warehouse knows. The least and the most hold the true share in 95 of 100 cases. Runs, those that came to their
--     end, their middle duration and their files are told by the month in which they began (UTC): of the runs that
--     began on one of the dates or took in files of them.
with
begun as (
    select min(started_at) as begun_at
    from run
),

taken as (
    select
        told.trading_date,
        min(run.finished_at) as taken_at
    from document_day as told
    inner join receipt on told.document_id = receipt.document_id
    inner join run on receipt.run_id = run.run_id
    where told.trading_date between :first_day and :last_day and run.finished_at is not null
    group by told.trading_date
),

nightly as (
    select
        cast(date_trunc('month', night.trading_date) as date) as month_from,
        count(*) as nights,
        count(taken.taken_at) as succeeded
    from scheduled_night as night
    cross join begun
    left join taken on night.trading_date = taken.trading_date and night.until_at >= taken.taken_at
    where night.until_at >= begun.begun_at
    group by date_trunc('month', night.trading_date)
),

monthly as (
    select
        cast(date_trunc('month', run.started_at) as date) as month_from,
        count(*) as runs,
        count(run.finished_at) as finished,
        percentile_cont(0.5) within group (
            order by extract(epoch from run.finished_at - run.started_at)
        ) as seconds_middle,
        cast(sum(run.documents) as bigint) as files
    from run
    inner join asked_run as asked on run.run_id = asked.run_id
    group by date_trunc('month', run.started_at)
),

month as (
    select month_from from nightly
    union distinct
    select month_from from monthly
),

shared as (
    select
        month_from,
        nights,
        succeeded,
        good / every as share_succeeded,
        (good + 1.9208) / (every + 3.8416) as middle,
        sqrt(3.8416 * good * (every - good) / every + 3.68947264) / (every + 3.8416) as margin
    from (
        select
            *,
            cast(succeeded as double precision) as good,
            cast(nights as double precision) as every
        from nightly
    ) as counted
)

select
    month.month_from,
    coalesce(shared.nights, 0) as nights,
    coalesce(shared.succeeded, 0) as succeeded,
    shared.share_succeeded,
    cast(greatest(shared.middle - shared.margin, 0) as double precision) as share_at_least,
    cast(least(shared.middle + shared.margin, 1) as double precision) as share_at_most,
    coalesce(monthly.runs, 0) as runs,
    coalesce(monthly.finished, 0) as finished,
    cast(monthly.seconds_middle as double precision) as seconds_middle,
    coalesce(monthly.files, 0) as files
from month
left join shared on month.month_from = shared.month_from
left join monthly on month.month_from = monthly.month_from
order by month.month_from desc
limit :row_limit
