-- title: the branch-days that whoever asks may read of
-- grain: one row a branch-day of which something was received
-- filters: those within reader_span
create or replace view reader_day as
select
    day.branch_id,
    day.trading_date,
    day.day_id
from branch_day as day
where exists (
    select 1
    from reader_span as span
    where day.branch_id = span.branch_id and day.trading_date between span.first_day and span.last_day
)
