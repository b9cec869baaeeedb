-- title: how many times as large a share of all that is sold each product has, and each hour, as it had
-- grain: one row a number of weeks and product or hour of the wall clock; with how many branches sold some, and the
--     largest share of it that one of them has, now or then
-- filters: trend_part of the whole chain; none of what was not sold now, or not then
with
whole as (
    select
        weeks,
        kind,
        part,
        cast(sum(net_now) as double precision) as net_now,
        cast(sum(net_then) as double precision) as net_then,
        cast(max(net_now) as double precision) as most_now,
        cast(max(net_then) as double precision) as most_then,
        cast(count(*) as integer) as branches
    from trend_part
    group by weeks, kind, part
)

select
    weeks,
    kind,
    part,
    (net_now / sum(net_now) over (partition by weeks, kind))
    / (net_then / sum(net_then) over (partition by weeks, kind)) as times,
    branches,
    greatest(most_now / net_now, most_then / net_then) as largest
from whole
where net_now > 0 and net_then > 0
order by weeks, kind, part
