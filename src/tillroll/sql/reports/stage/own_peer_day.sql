-- title: complete branch-days of the chain with a number in place of the branch, where all of the chain is in scope
-- grain: one row a branch and trading date
-- filters: the register as far as it is staged
select
    day_id,
    cast(dense_rank() over (order by branch_id) as integer) as peer_no,
    true as is_own,
    region,
    trading_date,
    open_minutes
from branch_day_state
where is_whole
