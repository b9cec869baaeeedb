-- title: by how much prices alone changed what each branch took
-- grain: one row a branch and number of weeks
-- filters: the pairs of days of trend_day; products that sold now and then
-- The logarithm of each product's price ratio, weighted by the mean of its shares of net sales now and then.
with
side as (
    select
        branch_id,
        weeks,
        trading_date,
        day_id,
        1 as is_now
    from trend_day
    union all
    select
        branch_id,
        weeks,
        trading_date - 7 * weeks as trading_date,
        day_id_then as day_id,
        0 as is_now
    from trend_day
),

sold as (
    select
        side.branch_id,
        side.weeks,
        item.product_id,
        cast(sum(case when side.is_now = 1 then item.net_pence else 0 end) as double precision) as net_now,
        cast(sum(case when side.is_now = 0 then item.net_pence else 0 end) as double precision) as net_then,
        cast(sum(case when side.is_now = 1 then item.units else 0 end) as double precision) as units_now,
        cast(sum(case when side.is_now = 0 then item.units else 0 end) as double precision) as units_then
    from side
    inner join branch_day_product as item on side.day_id = item.day_id
    where item.trading_date between :earliest_day and :last_day
    group by side.branch_id, side.weeks, item.product_id
),

shared as (
    select
        branch_id,
        weeks,
        product_id,
        ln((net_now / units_now) / (net_then / units_then)) as price_change,
        net_now / sum(net_now) over (partition by branch_id, weeks) as share_now,
        net_then / sum(net_then) over (partition by branch_id, weeks) as share_then
    from sold
    where net_now > 0 and net_then > 0 and units_now > 0 and units_then > 0
)

select
    branch_id,
    weeks,
    sum(price_change * (share_now + share_then) / 2) as price_change
from shared
group by branch_id, weeks
order by branch_id, weeks
