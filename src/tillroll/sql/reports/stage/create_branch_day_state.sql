-- title: the register as a table that reports join
-- grain: one row an expected or received branch-day
-- filters: none: it begins empty
create or replace temp table branch_day_state (
    day_id bigint,
    branch_id varchar,
    branch_name varchar,
    region varchar,
    franchise varchar,
    trading_date date,
    state varchar,
    reason varchar,
    is_expected boolean,
    is_punctual boolean,
    is_known boolean,
    is_whole boolean,
    open_from integer,
    open_to integer,
    open_minutes integer,
    last_at timestamp
)
