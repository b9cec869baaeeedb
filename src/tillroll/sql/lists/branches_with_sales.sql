-- title: branches some of whose sales count
-- grain: one row a branch
-- filters: branch-days with an order or a refund
select distinct branch_id
from branch_day
where orders + refunds > 0
