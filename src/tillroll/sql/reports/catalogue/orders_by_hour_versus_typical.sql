-- title: Orders by hour against what is typical
-- question: Which hours brought more or fewer orders than is typical?
-- grain: one row an hour of the wall clock that brought an order, now or before, from midnight
-- filters: dates, branch, region, franchise
-- preset: yesterday
-- compares: typical
-- needs: bank_holiday, typical_day
-- about: furthest difference by hour
-- units: hour hour, orders orders, orders_before orders, difference orders, days branch-days
-- definition: Orders by the hour of the wall clock at which they were made, whether a branch was open then or not,
--     beside the mean of the same hour on the days that are typical of the same branch-days: those that
--     orders-versus-typical compares with. All figures are of the branch-days that take part, whose number is shown;
--     the hours sum to its orders. They are counts, not rates, and shown however few there are.
with
usual as (
    select
        earlier.day_id,
        sum(case when day.typical_days = 3 then 4 else 3 end) as twelfths
    from earlier_day as earlier
    inner join typical_day as day on earlier.branch_id = day.branch_id and earlier.for_date = day.trading_date
    left join branch on earlier.branch_id = branch.branch_id
    left join bank_holiday as holiday
        on earlier.trading_date = holiday.holiday and branch.nation = holiday.nation
    where
        earlier.is_whole
        and holiday.nation is null
    group by earlier.day_id
),

before as (
    select
        mart.hour,
        sum(mart.orders * usual.twelfths) as twelfths
    from branch_hour as mart
    inner join usual on mart.day_id = usual.day_id
    where mart.trading_date between :earlier_first and :earlier_last and mart.orders > 0
    group by mart.hour
),

sold as (
    select
        mart.hour,
        sum(mart.orders) as orders
    from branch_hour as mart
    inner join typical_day as day on mart.day_id = day.day_id
    where mart.trading_date between :first_day and :last_day and mart.orders > 0
    group by mart.hour
)

select
    coalesce(sold.hour, before.hour) as hour,
    cast(coalesce(sold.orders, 0) as bigint) as orders,
    cast(coalesce(before.twelfths, 0) as double precision) / 12 as orders_before,
    cast(12 * coalesce(sold.orders, 0) - coalesce(before.twelfths, 0) as double precision) / 12 as difference,
    (select count(*) from typical_day) as days
from sold
full outer join before on sold.hour = before.hour
order by hour
