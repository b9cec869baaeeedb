-- title: how much of what was expected is there, and the newest sale
-- grain: one row
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
select
    count(*) filter (where is_expected and is_whole) as complete_days,
    count(*) filter (where is_expected) as expected_days,
    count(*) filter (where state = 'partial') as partial_days,
    count(*) filter (where state = 'held') as held_days,
    count(*) filter (where state = 'provisional') as provisional_days,
    max(last_at) as newest_sale_at
from branch_day_state
where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(:branch_id, branch_id)
    and region = coalesce(:region, region)
    and franchise = coalesce(:franchise, franchise)
