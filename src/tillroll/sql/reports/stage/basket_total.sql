-- title: how many orders baskets are read from
-- grain: one row
-- filters: branch-days of basket_day; kept, for a database may sum anew for each row that it is joined to
select cast(coalesce(sum(orders), 0) as bigint) as orders
from basket_day
