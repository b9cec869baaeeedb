-- title: So far today
-- question: What has the last day brought so far, against the same time a week earlier?
-- grain: one row a branch, the largest net sales first
-- filters: dates, branch, region, franchise
-- compares: week-before
-- needs: so_far_day
-- about: furthest change by branch, region
-- units: branch text, region text, until text, net_pence pence, net_pence_before pence, change share, orders orders,
--     orders_before orders
-- definition: The last day of the dates asked for, up to the minute of the branch's newest sale, against the same
--     weekday a week earlier up to the same time. Only branches take part that have sales on both days and told
--     of the earlier day at least up to that time. The change is withheld where there were fewer than 30 orders.
with
earlier as (
    select
        today.branch_id,
        cast(sum(sale.total_pence) as bigint) as net_pence,
        cast(count(*) filter (where not sale.is_refund) as bigint) as orders
    from so_far_day as today
    inner join sale on today.branch_id = sale.branch_id
    where
        sale.is_current
        and sale.trading_date = cast(:last_day as date) - 7
        and date_trunc('minute', sale.placed_at) <= today.until_at - 7 * interval '1 day'
    group by today.branch_id
),

total as (
    select
        today.branch_name as branch,
        today.region,
        lpad(cast(extract(hour from today.until_at) as varchar), 2, '0') || ':'
        || lpad(cast(extract(minute from today.until_at) as varchar), 2, '0') as until,
        today.net_pence,
        coalesce(earlier.net_pence, 0) as net_pence_before,
        today.orders,
        coalesce(earlier.orders, 0) as orders_before
    from so_far_day as today
    left join earlier on today.branch_id = earlier.branch_id
)

select
    branch,
    region,
    until,
    net_pence,
    net_pence_before,
    case
        when orders_before >= 30 then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
    end as change,
    orders,
    orders_before
from total
order by net_pence desc, branch, region
