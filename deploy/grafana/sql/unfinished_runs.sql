-- title: runs that were cut off
-- grain: one row
-- filters: runs that started in the chosen time
select count(*) as runs
from run
where run.started_at between :from_at and :to_at
    and run.finished_at is null
