-- title: how many orders baskets are read from, of how many branch-days
-- grain: one row
-- filters: branch-days of basket_day
select
    cast(coalesce(sum(orders), 0) as bigint) as orders,
    count(*) as branch_days
from basket_day
