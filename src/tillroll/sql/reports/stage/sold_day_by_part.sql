-- title: what branch-days took in one part of the day
-- grain: one row a branch-day of the register of which something came
-- filters: :daypart; by the hour, net sales and orders alone are known
select
    mart.day_id,
    cast(coalesce(sold.net_pence, 0) as bigint) as net_pence,
    cast(null as bigint) as gross_pence,
    cast(null as bigint) as discount_pence,
    cast(null as bigint) as refund_pence,
    cast(coalesce(sold.orders, 0) as bigint) as orders,
    cast(null as decimal(18, 3)) as units,
    cast(coalesce(sold.orders, 0) as decimal(18, 3)) as counted
from branch_day as mart
inner join branch_day_state as day on mart.day_id = day.day_id
left join (
    select
        hour.day_id,
        sum(hour.net_pence) as net_pence,
        sum(hour.orders) as orders
    from branch_hour as hour
    inner join report_daypart as part on hour.hour >= part.from_hour and hour.hour < part.to_hour
    where
        hour.trading_date between :first_day and :last_day
        and part.daypart = cast(:daypart as varchar)
    group by hour.day_id
) as sold on mart.day_id = sold.day_id
where mart.trading_date between :first_day and :last_day
