-- title: how much of what was expected is there, and the newest sale
-- grain: one row
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
with
chosen as (
    select
        day_id,
        state,
        is_expected,
        is_whole
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and branch_id = coalesce(:branch_id, branch_id)
        and region = coalesce(:region, region)
        and franchise = coalesce(:franchise, franchise)
)

select
    count(*) filter (where chosen.is_expected and chosen.is_whole) as complete_days,
    count(*) filter (where chosen.is_expected) as expected_days,
    count(*) filter (where chosen.state = 'partial') as partial_days,
    count(*) filter (where chosen.state = 'held') as held_days,
    count(*) filter (where chosen.state = 'provisional') as provisional_days,
    max(mart.last_at) as newest_sale_at
from chosen
left join branch_day as mart on chosen.day_id = mart.day_id and mart.trading_date between :first_day and :last_day
