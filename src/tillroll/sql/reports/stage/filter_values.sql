-- title: what filters can name
-- grain: one row a kind and value
-- filters: none
select distinct
    'region' as kind,
    region as value
from branch
where region is not null
union all
select distinct
    'franchise' as kind,
    franchise as value
from branch_franchise
union all
select distinct
    'product' as kind,
    product as value
from report_product
union all
select distinct
    'category' as kind,
    category as value
from report_product
union all
select distinct
    'size' as kind,
    size as value
from report_product
where size <> ''
union all
select distinct
    'daypart' as kind,
    daypart as value
from report_daypart
order by kind, value
