-- title: From gross to net sales
-- question: How much of the gross sales do discounts and refunds take?
-- grain: one row
-- filters: dates, branch, region, franchise, tender
-- units: gross_pence pence, discount_pence pence, refund_pence pence, net_pence pence, discount_share share,
--     refund_share share, orders orders, complete_days branch-days, expected_days branch-days
-- definition: Gross sales are list prices times quantities of what was sold. Less discounts and refunds they are net
--     sales; a refund counts on its own date. What a till gives away for nothing is a discount. The shares are of
--     gross sales and are withheld under 30 orders. A branch-day of which nothing counts yet is unknown, not zero;
--     partial days are shown.
select
    cast(sum(gross_pence) as bigint) as gross_pence,
    cast(sum(discount_pence) as bigint) as discount_pence,
    cast(sum(refund_pence) as bigint) as refund_pence,
    cast(sum(net_pence) as bigint) as net_pence,
    case
        when sum(orders) >= 30 then cast(sum(discount_pence) as double precision) / nullif(sum(gross_pence), 0)
    end as discount_share,
    case
        when sum(orders) >= 30 then cast(sum(refund_pence) as double precision) / nullif(sum(gross_pence), 0)
    end as refund_share,
    cast(sum(orders) as bigint) as orders,
    count(*) filter (where is_expected and is_whole) as complete_days,
    count(*) filter (where is_expected) as expected_days
from chosen_day
having bool_or(is_known)
