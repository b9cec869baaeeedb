-- title: deliveries that did not come by way of the staged form
-- grain: one row
-- filters: runs that loaded no object of the staged form
select count(*) as deliveries
from receipt
where run_id not in (select run_id from loaded_object)
