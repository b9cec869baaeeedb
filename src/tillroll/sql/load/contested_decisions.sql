-- title: decisions that bear on contested days
-- grain: one row a decision and branch-day; the latest last
-- filters: contested days; standing rules of their branches
select
    contested.branch_id,
    contested.trading_date,
    decision.document_id,
    decision.till,
    decision.decided_at,
    decision.keep,
    decision.is_standing_rule,
    decision.trading_date = contested.trading_date as is_of_this_day
from decision
inner join contested_day as contested
    on
        decision.branch_id = contested.branch_id
        and (decision.trading_date = contested.trading_date or decision.is_standing_rule)
order by decision.decided_at, decision.document_id, decision.till, decision.trading_date
