-- title: what some branches took of each product, now and then
-- grain: one row a branch, number of weeks and product
-- filters: the pairs of days of trend_day; :branch_ids
select
    pair.branch_id,
    pair.weeks,
    product.product,
    cast(sum(case when item.day_id = pair.day_id then item.net_pence else 0 end) as bigint) as net_pence,
    cast(sum(case when item.day_id = pair.day_id then 0 else item.net_pence end) as bigint) as net_pence_then
from (
    select
        branch_id,
        weeks,
        day_id,
        day_id as side_id
    from trend_day
    where branch_id in (select unnest(cast(:branch_ids as varchar[])))
    union all
    select
        branch_id,
        weeks,
        day_id,
        day_id_then as side_id
    from trend_day
    where branch_id in (select unnest(cast(:branch_ids as varchar[])))
) as pair
inner join branch_day_product as item on pair.side_id = item.day_id
inner join report_product as product on item.product_id = product.product_id
where item.trading_date between :earliest_day and :last_day
group by pair.branch_id, pair.weeks, product.product
order by pair.branch_id, pair.weeks, product.product
