-- title: how many times as large a share of all that is sold each product has, and each hour, as it had
-- grain: one row a number of weeks and product or hour of the wall clock
-- filters: trend_part of the whole chain; none of what was not sold now, or not then
select
    weeks,
    kind,
    part,
    (net_now / sum(net_now) over (partition by weeks, kind))
    / (net_then / sum(net_then) over (partition by weeks, kind)) as times
from (
    select
        weeks,
        kind,
        part,
        cast(sum(net_now) as double precision) as net_now,
        cast(sum(net_then) as double precision) as net_then
    from trend_part
    group by weeks, kind, part
) as chain_part
where net_now > 0 and net_then > 0
