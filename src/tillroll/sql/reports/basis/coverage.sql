-- title: how much of what was expected is there, and the newest sale
-- grain: one row
-- filters: branch-days of chosen_day
select
    count(*) filter (where is_expected and is_whole) as complete_days,
    count(*) filter (where is_expected) as expected_days,
    count(*) filter (where is_expected and state = 'partial') as partial_days,
    count(*) filter (where is_expected and state = 'held') as held_days,
    count(*) filter (where is_expected and state = 'provisional') as provisional_days,
    max(last_at) as newest_sale_at
from chosen_day
