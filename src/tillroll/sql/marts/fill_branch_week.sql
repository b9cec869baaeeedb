-- title: how many branch-days the sums of a week hold
-- grain: one row a branch and week with a branch-day
-- filters: changed weeks, all of them within six days of :first_day to :last_day
insert into branch_week (week_id, branch_id, week_from, days)
select
    changed.week_id,
    changed.branch_id,
    changed.week_from,
    cast(count(*) as integer) as days
from (
    select day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id
    from branch_day
    where trading_date between cast(:first_day as date) - 6 and cast(:last_day as date) + 6
) as mart
inner join changed_week as changed on mart.week_id = changed.week_id
group by changed.week_id, changed.branch_id, changed.week_from
