-- title: when the newest sale was made
-- grain: one row
-- filters: sales that count
select max(last_at) as newest_at
from branch_day
