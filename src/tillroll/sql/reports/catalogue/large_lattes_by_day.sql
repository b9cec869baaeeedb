-- title: Large lattes by day
-- question: What were large lattes worth each day?
-- grain: one row a trading date, the oldest first
-- filters: dates, branch, region, franchise, daypart, tender
-- needs: part_item
-- about: highest net_pence by trading_date
-- units: trading_date date, net_pence pence, units items, complete_days branch-days, expected_days branch-days
-- definition: Large lattes are the items of the product Latte, as products.csv has it, in the size Large; a
--     flavoured latte is another product. Units are items sold, less items taken back. A branch-day of which nothing
--     counts yet is unknown, not zero; partial days are shown.
with
sold as (
    select
        item.day_id,
        sum(item.net_pence) as net_pence,
        sum(item.units) as units
    from (
        select
            day_id,
            product_id,
            units,
            net_pence
        from branch_day_product
        where
            trading_date between :first_day and :last_day
            and coalesce(cast(:tender as varchar), cast(:daypart as varchar)) is null
        union all
        select
            day_id,
            product_id,
            units,
            net_pence
        from part_item
    ) as item
    inner join report_product as product on item.product_id = product.product_id
    where product.is_large_latte
    group by item.day_id
)

select
    day.trading_date,
    case when bool_or(day.is_known) then cast(coalesce(sum(sold.net_pence), 0) as bigint) end as net_pence,
    case when bool_or(day.is_known) then cast(coalesce(sum(sold.units), 0) as decimal(18, 3)) end as units,
    count(*) filter (where day.is_expected and day.is_whole) as complete_days,
    count(*) filter (where day.is_expected) as expected_days
from chosen_day as day
left join sold on day.day_id = sold.day_id
group by day.trading_date
having bool_or(day.is_known) or bool_or(day.is_expected)
order by day.trading_date
