-- title: how much orders come to
-- grain: one row a branch, trading date and band of 50 pence with an order
-- filters: current sales that are no refunds
insert into branch_day_spend (
    day_id, branch_id, trading_date, from_pence, orders,
    orders_under_10, orders_under_20, orders_under_30, orders_under_40
)
select
    mart.day_id,
    mart.branch_id,
    mart.trading_date,
    sale.total_pence - sale.total_pence % 50 as from_pence,
    cast(count(*) as integer) as orders,
    cast(count(case when sale.total_pence % 50 < 10 then 1 end) as integer) as orders_under_10,
    cast(count(case when sale.total_pence % 50 < 20 then 1 end) as integer) as orders_under_20,
    cast(count(case when sale.total_pence % 50 < 30 then 1 end) as integer) as orders_under_30,
    cast(count(case when sale.total_pence % 50 < 40 then 1 end) as integer) as orders_under_40
from current_sale as sale
inner join branch_day as mart on sale.branch_id = mart.branch_id and sale.trading_date = mart.trading_date
where not sale.is_refund
group by mart.day_id, mart.branch_id, mart.trading_date, sale.total_pence - sale.total_pence % 50
