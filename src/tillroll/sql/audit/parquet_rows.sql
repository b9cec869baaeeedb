-- title: all that a Parquet file holds, unpacked
-- grain: one row a row of it
-- filters: none
select *
from read_parquet(:path)
