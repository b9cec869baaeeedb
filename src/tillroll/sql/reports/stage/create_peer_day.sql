-- title: the branch-days with which others are compared, without their names
-- grain: one row a branch-day
-- filters: none: it begins empty
create or replace temp table peer_day (
    day_id bigint,
    peer_no integer,
    is_own boolean,
    region varchar,
    trading_date date,
    open_minutes integer
)
