-- title: from when to when each branch sold each product
-- grain: one row a branch, product and category
-- filters: the staged scope
-- Weeks that lie in it are read as one, for a menu goes back to the first day; of others their days.
with
cut_week as (
    select
        week.branch_id,
        greatest(week.week_from, span.first_day) as first_day,
        least(week.week_from + 6, span.last_day) as last_day
    from branch_week as week
    inner join scope_span as span
        on
            week.branch_id = span.branch_id
            and week.week_from <= span.last_day
            and week.week_from + 6 >= span.first_day
    where week.week_from < span.first_day or week.week_from + 6 > span.last_day
),

sold as (
    select
        item.branch_id,
        item.product_id,
        item.first_day,
        item.last_day
    from branch_week_product as item
    inner join scope_span as span
        on
            item.branch_id = span.branch_id
            and item.week_from >= span.first_day
            and item.week_from + 6 <= span.last_day
    union all
    select
        item.branch_id,
        item.product_id,
        item.trading_date as first_day,
        item.trading_date as last_day
    from branch_day_product as item
    inner join cut_week as week
        on item.branch_id = week.branch_id and item.trading_date between week.first_day and week.last_day
)

select
    sold.branch_id,
    product.product,
    product.category,
    min(sold.first_day) as first_day,
    max(sold.last_day) as last_day
from sold
inner join report_product as product on sold.product_id = product.product_id
group by sold.branch_id, product.product, product.category
