-- title: what sold, by week
-- grain: one row a branch, week and product sold
-- filters: none
insert into branch_week_product (
    week_id, branch_id, week_from, product_id, first_day, last_day, units, gross_pence, net_pence
)
select
    day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id,
    branch_id,
    cast(date_trunc('week', trading_date) as date) as week_from,
    product_id,
    min(trading_date) as first_day,
    max(trading_date) as last_day,
    cast(sum(units) as decimal(12, 3)) as units,
    cast(sum(gross_pence) as bigint) as gross_pence,
    cast(sum(net_pence) as bigint) as net_pence
from branch_day_product
group by
    day_id - cast(extract(isodow from trading_date) as bigint) + 1,
    branch_id,
    cast(date_trunc('week', trading_date) as date),
    product_id
