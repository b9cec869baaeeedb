-- title: the first and last touched trading date
-- grain: one row
-- filters: none
select
    min(trading_date) as first_day,
    max(trading_date) as last_day
from touched_day
