-- title: how many sales each trading date holds, counted or not
-- grain: one row a trading date
-- filters: none
select
    trading_date,
    count(*) as sales
from sale
group by trading_date
order by trading_date
