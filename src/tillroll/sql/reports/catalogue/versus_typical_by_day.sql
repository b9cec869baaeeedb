-- title: Days against what is typical
-- question: How does each day compare with the same weekday of the last weeks?
-- grain: one row a trading date, the oldest first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- compares: typical
-- needs: bank_holiday, typical_day
-- units: trading_date date, net_pence pence, typical_pence pence, change share, orders orders, branches branches
-- definition: Net sales of the day, divided by what is typical of it, less one. Typical of a branch-day is the mean of
--     the same weekday in the four weeks before; at least three of those days must be complete and no bank holiday, or
--     the branch takes no part that day. So both sums are over the same branches, whose number is shown. The change is
--     withheld where fewer than 30 orders are typical, or items if a product, category or size was chosen: of these
--     orders are not known. Only complete branch-days count (late ones too, once they are whole).
select
    trading_date,
    cast(sum(net_pence) as bigint) as net_pence,
    sum(typical_pence) as typical_pence,
    case when sum(typical_counted) >= 30 then sum(net_pence) / nullif(sum(typical_pence), 0) - 1 end as change,
    cast(sum(orders) as bigint) as orders,
    count(*) as branches
from typical_day
group by trading_date
order by trading_date
