-- title: what the branch-days of some branches come to
-- grain: one row a branch and trading date
-- filters: branches in :branch_ids
select
    branch_id,
    trading_date,
    orders,
    net_pence
from branch_day
where branch_id in (select unnest(cast(:branch_ids as varchar[])))
