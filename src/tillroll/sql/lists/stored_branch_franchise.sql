-- title: who owned which branch when, as stored
-- grain: one row a span of ownership
-- filters: none
select
    branch_id,
    franchise,
    owned_from,
    owned_to
from branch_franchise
