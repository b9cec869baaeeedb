-- title: what each chosen branch-day took in one part of the day; unknown where nothing counts yet
-- grain: one row a branch-day of chosen_day
-- filters: :daypart; takings by the hour are net sales and orders, so that the other sums are unknown
select
    day.day_id,
    day.branch_id,
    day.branch_name,
    day.region,
    day.franchise,
    day.trading_date,
    day.week_from,
    day.is_known,
    day.is_expected,
    day.is_whole,
    case when day.is_known then coalesce(sold.net_pence, 0) end as net_pence,
    cast(null as bigint) as gross_pence,
    cast(null as bigint) as discount_pence,
    cast(null as bigint) as refund_pence,
    case when day.is_known then coalesce(sold.orders, 0) end as orders
from chosen_day as day
left join (
    select
        mart.day_id,
        sum(mart.net_pence) as net_pence,
        sum(mart.orders) as orders
    from branch_hour as mart
    inner join report_daypart as part on mart.hour >= part.from_hour and mart.hour < part.to_hour
    where
        mart.trading_date between :first_day and :last_day
        and part.daypart = cast(:daypart as varchar)
    group by mart.day_id
) as sold on day.day_id = sold.day_id
