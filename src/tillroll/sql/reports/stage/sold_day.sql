-- title: what branch-days took
-- grain: one row a branch-day of the register of which something came
-- filters: none; rates rest on what is counted: on orders
select
    mart.day_id,
    cast(mart.net_pence as bigint) as net_pence,
    cast(mart.gross_pence as bigint) as gross_pence,
    cast(mart.discount_pence as bigint) as discount_pence,
    cast(mart.refund_pence as bigint) as refund_pence,
    cast(mart.orders as bigint) as orders,
    cast(mart.units as decimal(18, 3)) as units,
    cast(mart.orders as decimal(18, 3)) as counted
from branch_day as mart
inner join branch_day_state as day on mart.day_id = day.day_id
where mart.trading_date between :first_day and :last_day
