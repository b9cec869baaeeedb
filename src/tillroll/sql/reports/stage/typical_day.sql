-- title: whole branch-days beside what is typical of them
-- grain: one row a whole branch-day of chosen_day that has at least three of its four earlier ones
-- filters: earlier days of the same weekday that are whole and no bank holiday
select
    day.day_id,
    day.branch_id,
    day.branch_name,
    day.region,
    day.trading_date,
    day.net_pence,
    day.orders,
    day.units,
    typical.net_pence as typical_pence,
    typical.orders as typical_orders,
    typical.units as typical_units,
    typical.counted as typical_counted,
    typical.days as typical_days
from chosen_day as day
inner join (
    select
        earlier.branch_id,
        earlier.for_date,
        cast(sum(earlier.net_pence) as double precision) / count(*) as net_pence,
        cast(sum(earlier.orders) as double precision) / count(*) as orders,
        cast(sum(earlier.units) as double precision) / count(*) as units,
        cast(sum(earlier.counted) as double precision) / count(*) as counted,
        count(*) as days
    from earlier_day as earlier
    left join branch on earlier.branch_id = branch.branch_id
    left join bank_holiday as holiday
        on earlier.trading_date = holiday.holiday and branch.nation = holiday.nation
    where
        earlier.is_whole
        and holiday.nation is null
    group by earlier.branch_id, earlier.for_date
    having count(*) >= 3
) as typical on day.branch_id = typical.branch_id and day.trading_date = typical.for_date
where day.is_whole
