-- title: what kinds of things the audit log holds
-- grain: one row a kind
-- filters: none
select distinct kind
from event
order by kind
