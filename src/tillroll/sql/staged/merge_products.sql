-- title: the products of several batches, each once
-- grain: one row a product
-- filters: what the first batch says of it
create or replace temp table staged_product as
select *
from staged_product
qualify row_number() over (partition by product_id order by rowid) = 1
