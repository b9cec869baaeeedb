-- title: what branch-days took in one part of the day
-- grain: one row a branch-day with a sale in it
-- filters: :first_day to :last_day and :earlier_first to :earlier_last; :daypart; by the hour, net sales and orders
--     alone are known
select
    hour.day_id,
    cast(sum(hour.net_pence) as bigint) as net_pence,
    cast(null as bigint) as gross_pence,
    cast(null as bigint) as discount_pence,
    cast(null as bigint) as refund_pence,
    cast(sum(hour.orders) as bigint) as orders,
    cast(null as decimal(18, 3)) as units
from branch_hour as hour
inner join report_daypart as part on hour.hour = part.hour
where
    (hour.trading_date between :first_day and :last_day or hour.trading_date between :earlier_first and :earlier_last)
    and part.daypart = cast(:daypart as varchar)
group by hour.day_id
