-- title: what was paid how on every branch-day that a batch changes
-- grain: one row a branch, trading date and tender
-- filters: counted sales of changed days; discounts of staged lines of fresh days, of current ones of contested days
with
discount as (
    select
        day_id,
        tender,
        sum(discount_pence) as discount_pence
    from (
        select
            fresh.day_id,
            sale.tender,
            line.discount_pence
        from staged_sale_line as line
        inner join staged_sale as sale on line.sale_no = sale.sale_no
        inner join fresh_day as fresh on sale.branch_id = fresh.branch_id and sale.trading_date = fresh.trading_date
        where line.discount_pence <> 0 and not sale.is_refund
        union all
        select
            contested.day_id,
            line.tender,
            line.discount_pence
        from current_sale_line as line
        inner join contested_day as contested
            on line.branch_id = contested.branch_id and line.trading_date = contested.trading_date
        where
            line.discount_pence <> 0
            and not line.is_refund
            and line.trading_date between :first_day and :last_day
    ) as line
    group by day_id, tender
),

sold as (
    select
        day_id,
        tender,
        cast(count(case when not is_refund then 1 end) as integer) as orders,
        cast(count(case when is_refund then 1 end) as integer) as refunds,
        cast(sum(total_pence) as bigint) as net_pence,
        cast(coalesce(sum(case when is_refund then total_pence end), 0) as bigint) as refund_pence,
        min(placed_at) as first_at,
        max(placed_at) as last_at
    from changed_sale
    group by day_id, tender
)

select
    sold.*,
    cast(coalesce(discount.discount_pence, 0) as bigint) as discount_pence,
    cast(sold.net_pence - sold.refund_pence - coalesce(discount.discount_pence, 0) as bigint) as gross_pence
from sold
left join discount on sold.day_id = discount.day_id and sold.tender = discount.tender
