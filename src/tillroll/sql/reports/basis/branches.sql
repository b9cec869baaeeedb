-- title: how much of what was expected of each branch is there, what is missing, and its newest sale
-- grain: one row a branch
-- filters: branch-days of chosen_day
select
    branch_name,
    count(*) filter (where is_expected and is_whole) as complete_days,
    count(*) filter (where is_expected) as expected_days,
    count(*) filter (where is_expected and state = 'partial') as partial_days,
    count(*) filter (where is_expected and state = 'held') as held_days,
    count(*) filter (where is_expected and state = 'provisional') as provisional_days,
    count(*) filter (where state = 'missing') as missing_days,
    max(last_at) as newest_sale_at
from chosen_day
group by branch_id, branch_name
