-- title: by how much prices alone changed what each branch took
-- grain: one row a branch and number of weeks
-- filters: items that sold now and then
-- The logarithm of each item's price ratio, weighted by the mean of its shares of net sales now and then.
with
shared as (
    select
        branch_id,
        weeks,
        ln((net_now / units_now) / (net_then / units_then)) as price_change,
        cast(net_now as double precision) / sum(net_now) over (partition by branch_id, weeks) as share_now,
        cast(net_then as double precision) / sum(net_then) over (partition by branch_id, weeks) as share_then
    from trend_sold
    where net_now > 0 and net_then > 0 and units_now > 0 and units_then > 0
)

select
    branch_id,
    weeks,
    sum(price_change * (share_now + share_then) / 2) as price_change
from shared
group by branch_id, weeks
order by branch_id, weeks
