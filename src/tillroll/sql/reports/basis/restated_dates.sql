-- title: the trading dates of which something was changed that had been published
-- grain: one row a date
-- filters: none
select distinct trading_date
from restatement
