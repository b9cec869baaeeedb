-- title: Products by branch
-- question: Which branch sells how much of a product?
-- grain: one row a branch and product, the largest net sales first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender, rows
-- needs: chosen_product, whole_week, loose_day, part_item
-- about: highest net_pence by branch, product, region
-- units: place rank, branch text, region text, product text, category text, net_pence pence, units items,
--     share_of_branch share, complete_days branch-days
-- definition: Net sales and units of each product in each branch. The share is of the branch's net sales of the
--     products chosen; it is withheld under 30 units of them. Only complete branch-days count (late ones too, once
--     they are whole).
with
sold as (
    select
        branch_id,
        product_id,
        sum(units) as units,
        sum(net_pence) as net_pence
    from (
        select
            item.branch_id,
            item.product_id,
            item.units,
            item.net_pence
        from branch_week_product as item
        inner join whole_week as week on item.week_id = week.week_id
        where item.week_from between cast(:first_day as date) - 6 and :last_day
        union all
        select
            item.branch_id,
            item.product_id,
            item.units,
            item.net_pence
        from (select distinct trading_date from loose_day) as dated
        inner join branch_day_product as item on dated.trading_date = item.trading_date
        inner join loose_day as day on item.day_id = day.day_id
        where day.is_whole and item.trading_date between :first_day and :last_day
        union all
        select
            branch_id,
            product_id,
            units,
            net_pence
        from part_item
        where is_whole
    ) as item
    group by branch_id, product_id
),

covered as (
    select
        branch_id,
        branch_name,
        region,
        count(*) as complete_days
    from chosen_day
    where is_whole and is_expected
    group by branch_id, branch_name, region
),

total as (
    select
        sold.branch_id,
        product.product,
        product.category,
        cast(sum(sold.net_pence) as bigint) as net_pence,
        cast(sum(sold.units) as decimal(18, 3)) as units
    from sold
    inner join chosen_product as product on sold.product_id = product.product_id
    group by sold.branch_id, product.product, product.category
),

shared as (
    select
        *,
        sum(net_pence) over (partition by branch_id) as branch_pence,
        sum(units) over (partition by branch_id) as branch_units
    from total
)

select
    row_number() over (
        order by
            shared.net_pence desc,
            own.branch_name asc,
            coalesce(branch.region, '') asc,
            shared.product asc,
            shared.category asc
    ) as place,
    own.branch_name as branch,
    coalesce(branch.region, '') as region,
    shared.product,
    shared.category,
    shared.net_pence,
    shared.units,
    case
        when shared.branch_units >= 30
            then cast(shared.net_pence as double precision) / nullif(shared.branch_pence, 0)
    end as share_of_branch,
    coalesce(covered.complete_days, 0) as complete_days
from shared
inner join branch on shared.branch_id = branch.branch_id
inner join own_branch as own on shared.branch_id = own.branch_id
left join covered on shared.branch_id = covered.branch_id
order by place
limit :row_limit
