-- title: whole branch-days beside what is typical of them
-- grain: one row a whole branch-day of chosen_day that has at least three of its four earlier ones
-- filters: earlier days of the same weekday that are whole and no bank holiday
select
    day.branch_id,
    day.branch_name,
    day.region,
    day.trading_date,
    mart.net_pence,
    mart.orders,
    mart.units,
    typical.net_pence as typical_pence,
    typical.orders as typical_orders,
    typical.units as typical_units
from chosen_day as day
inner join branch_day as mart on day.day_id = mart.day_id
inner join (
    select
        earlier.branch_id,
        earlier.for_date,
        cast(sum(sold.net_pence) as double precision) / count(*) as net_pence,
        cast(sum(sold.orders) as double precision) / count(*) as orders,
        cast(sum(sold.units) as double precision) / count(*) as units
    from earlier_day as earlier
    inner join branch_day as sold on earlier.day_id = sold.day_id
    left join branch on earlier.branch_id = branch.branch_id
    left join bank_holiday as holiday
        on earlier.trading_date = holiday.holiday and branch.nation = holiday.nation
    where
        sold.trading_date between :earlier_first and :earlier_last
        and earlier.is_whole
        and holiday.nation is null
    group by earlier.branch_id, earlier.for_date
    having count(*) >= 3
) as typical on day.branch_id = typical.branch_id and day.trading_date = typical.for_date
where day.is_whole and mart.trading_date between :first_day and :last_day
