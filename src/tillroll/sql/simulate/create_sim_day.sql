-- title: the branch-days of this batch
-- grain: one row a branch and trading date on which it trades
-- filters: none
create or replace temp table sim_day as
select
    unnest(cast(:day_no as integer[])) as day_no,
    unnest(cast(:branch_no as integer[])) as branch_no,
    unnest(cast(:trading_date as date[])) as trading_date,
    unnest(cast(:orders as integer[])) as orders,
    unnest(cast(:day_seed as bigint[])) as day_seed,
    unnest(cast(:file_no as integer[])) as file_no,
    unnest(cast(:tills as integer[])) as tills,
    unnest(cast(:profile_no as integer[])) as profile_no,
    unnest(cast(:last_quarter as integer[])) as last_quarter,
    unnest(cast(:menu_no as integer[])) as menu_no,
    unnest(cast(:list_no as integer[])) as list_no,
    unnest(cast(:has_seconds as boolean[])) as has_seconds,
    unnest(cast(:card_share as integer[])) as card_share
