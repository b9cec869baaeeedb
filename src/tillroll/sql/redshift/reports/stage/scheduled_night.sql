-- title: the nights on which a run was due
-- grain: one row a trading date on which files were expected
-- filters: the branch-days that were chosen, as far as their nights are over at :now (UTC)
-- made: by tools/redshift.py from sql/reports/stage/scheduled_night.sql (interval)
select
  trading_date,
  until_at
from (
  select
    trading_date,
    dateadd(minute, (
      1440 + coalesce(max(due_minutes), 1320)
    ), cast(trading_date as timestamp)) as until_at
  from chosen_day
  where
    is_expected
  group by
    trading_date
) as night
where
  until_at < cast(:now as timestamp)
