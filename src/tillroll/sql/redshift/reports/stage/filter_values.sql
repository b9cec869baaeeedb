-- title: what filters can name
-- grain: one row a kind and value
-- filters: none
-- made: by tools/redshift.py from sql/reports/stage/filter_values.sql (types)
select distinct
  cast('region' as varchar(4096)) as kind,
  region as value
from branch
where
  region is not null
union all
select distinct
  cast('franchise' as varchar(4096)) as kind,
  franchise as value
from branch_franchise
union all
select distinct
  cast('product' as varchar(4096)) as kind,
  product as value
from report_product
union all
select distinct
  cast('category' as varchar(4096)) as kind,
  category as value
from report_product
union all
select distinct
  'size' as kind,
  size as value
from report_product
where
  size <> ''
union all
select distinct
  'daypart' as kind,
  daypart as value
from report_daypart
order by
  kind,
  value
