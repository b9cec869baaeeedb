-- title: complete branch-days of the chain beside those of a year earlier, where all of the chain is in scope
-- grain: one row a branch and trading date
-- filters: dates of compared_date; branches that had been open for 28 days before the earlier one, and have not closed
select
    now.day_id,
    now.trading_date,
    cast(dense_rank() over (order by now.branch_id) as integer) as peer_no,
    true as is_own,
    now.region,
    now.net_pence as net_now,
    earlier.net_pence as net_then
from compared_date as dates
inner join branch_day_state as now on dates.trading_date = now.trading_date
inner join branch_day_state as earlier
    on dates.earlier_date = earlier.trading_date and now.branch_id = earlier.branch_id
inner join branch_opening as opened on now.branch_id = opened.branch_id
where
    now.is_whole
    and earlier.is_whole
    and opened.opened_on <= dates.earlier_date - 28
    and coalesce(opened.closed_on, now.trading_date) >= now.trading_date
