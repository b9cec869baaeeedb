-- title: the nights on which a run was due
-- grain: one row a trading date on which files were expected
-- filters: the branch-days that were chosen, as far as their nights are over at :now (UTC)
-- A night is over a day after the last of its files was due: at 22:00 UTC where no deadline is known.
select
    trading_date,
    until_at
from (
    select
        trading_date,
        cast(trading_date as timestamp) + (1440 + coalesce(max(due_minutes), 1320)) * interval '1 minute' as until_at
    from chosen_day
    where is_expected
    group by trading_date
) as night
where until_at < cast(:now as timestamp)
