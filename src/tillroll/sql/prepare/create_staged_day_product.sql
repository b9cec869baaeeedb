-- title: what sold on the branch-days of a batch
-- grain: one row a branch, trading date and product
-- filters: staged lines
create or replace temp table staged_day_product as
select
    branch_id,
    trading_date,
    product_id,
    cast(sum(quantity) as decimal(12, 3)) as units,
    cast(sum(gross_pence) as bigint) as gross_pence,
    cast(sum(net_pence) as bigint) as net_pence
from staged_sale_line
group by branch_id, trading_date, product_id
