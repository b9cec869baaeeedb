-- title: how many orders baskets are read from
-- grain: one row
-- filters: orders of basket_sale; kept, for a database may count anew for each row that it is joined to
select count(*) as orders
from basket_sale
