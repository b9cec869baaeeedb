-- title: by how much prices alone changed what each branch took
-- grain: one row a branch and number of weeks
-- filters: items that sold now and then
-- The logarithm of each item's price ratio, weighted by the mean of its shares of net sales now and then.
select
    told.branch_id,
    told.weeks,
    changed.price_change
from (
    select
        trend_no,
        (sum(price_change * net_now) / sum(net_now) + sum(price_change * net_then) / sum(net_then)) / 2 as price_change
    from (
        select
            trend_no,
            cast(net_now as double precision) as net_now,
            cast(net_then as double precision) as net_then,
            ln((net_now / units_now) / (net_then / units_then)) as price_change
        from trend_sold
        where net_now > 0 and net_then > 0 and units_now > 0 and units_then > 0
    ) as priced
    group by trend_no
) as changed
inner join trend_branch as told on changed.trend_no = told.trend_no
order by told.branch_id, told.weeks
