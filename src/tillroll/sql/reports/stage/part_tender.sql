-- title: what the chosen branch-days took by tender in one part of the day, or by some items
-- grain: one row a tender
-- filters: :daypart, :product, :category, :size; none where none is chosen, for a mart knows all sales by tender; of
--     items orders are those with one of them
with
sold as (
    select
        sale.sale_id,
        sale.tender,
        sale.placed_at,
        sale.is_refund,
        sale.total_pence as net_pence
    from chosen_day as day
    inner join sale on day.branch_id = sale.branch_id and day.trading_date = sale.trading_date
    where
        coalesce(cast(:product as varchar), cast(:category as varchar), cast(:size as varchar)) is null
        and cast(:daypart as varchar) is not null
        and sale.trading_date between :first_day and :last_day
        and sale.is_current
    union all
    select
        sale.sale_id,
        sale.tender,
        sale.placed_at,
        sale.is_refund,
        line.net_pence
    from chosen_day as day
    inner join sale on day.branch_id = sale.branch_id and day.trading_date = sale.trading_date
    inner join sale_line as line on sale.sale_id = line.sale_id and sale.trading_date = line.trading_date
    inner join chosen_product as item on line.product_id = item.product_id
    where
        coalesce(cast(:product as varchar), cast(:category as varchar), cast(:size as varchar)) is not null
        and sale.trading_date between :first_day and :last_day
        and line.trading_date between :first_day and :last_day
        and sale.is_current
)

select
    sold.tender,
    cast(count(distinct case when not sold.is_refund then sold.sale_id end) as bigint) as orders,
    cast(sum(sold.net_pence) as bigint) as net_pence
from sold
inner join report_daypart as part on extract(hour from sold.placed_at) = part.hour
where (cast(:daypart as varchar) is null or part.daypart = cast(:daypart as varchar))
group by sold.tender
