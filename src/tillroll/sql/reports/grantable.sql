-- title: what of a chain a person can be given, but for branches
-- grain: one row a franchise or region
-- filters: none
select distinct
    'franchise' as kind,
    franchise as name
from branch_franchise
union all
select distinct
    'region' as kind,
    region as name
from branch
where region is not null
