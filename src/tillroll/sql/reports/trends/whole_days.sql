-- title: the whole days that trends may compare
-- grain: one row a branch and trading date
-- filters: trading dates from :earliest_day to :last_day of the register that is staged
select
    day_id,
    branch_id,
    trading_date
from branch_day_state
where is_whole and day_id is not null and trading_date between :earliest_day and :last_day
