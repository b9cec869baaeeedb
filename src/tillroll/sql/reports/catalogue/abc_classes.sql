-- title: ABC classes
-- question: Which few products make most of the sales of their category?
-- grain: one row a product, by category and the largest net sales first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- preset: last-13-weeks
-- needs: report_menu, whole_week, loose_day, part_item, product_sum
-- about: highest share_of_category by product, category
-- units: category text, place rank, product text, class text, net_pence pence, share_of_category share,
--     cumulative_share share
-- definition: Products by net sales in their category: A up to 80% of the category's net sales, B up to 95%, C the
--     rest; the product that crosses a line still belongs to the class. A product first sold less than 28 days before
--     the last of the dates is N, new, and takes no part. Over 13 weeks unless dates are asked for. By size, sales are
--     those of that size, and a product is new whatever its size. Only complete branch-days count (late ones too, once
--     they are whole). Shares are withheld where a category sold nothing.
with
sold as (
    select
        product.product,
        product.category,
        sum(item.net_pence) as net_pence
    from product_sum as item
    inner join report_product as product on item.product_id = product.product_id
    where cast(:size as varchar) is null or product.size = cast(:size as varchar)
    group by product.product, product.category
),

aged as (
    select
        sold.product,
        sold.category,
        sold.net_pence,
        min(menu.first_day) > cast(:last_day as date) - 27 as is_new
    from sold
    inner join report_menu as menu on sold.product = menu.product and sold.category = menu.category
    group by sold.product, sold.category, sold.net_pence
),

placed as (
    select
        *,
        row_number() over (partition by category, is_new order by net_pence desc, product asc) as place,
        sum(net_pence) over (partition by category, is_new) as category_pence,
        sum(net_pence) over (
            partition by category, is_new
            order by net_pence desc, product asc
            rows between unbounded preceding and current row
        ) as cumulative_pence
    from aged
)

select
    category,
    case when not is_new then place end as place,
    product,
    case
        when is_new then 'N'
        when 100 * (cumulative_pence - net_pence) < 80 * category_pence then 'A'
        when 100 * (cumulative_pence - net_pence) < 95 * category_pence then 'B'
        else 'C'
    end as class,
    cast(net_pence as bigint) as net_pence,
    case
        when not is_new and category_pence > 0 then cast(net_pence as double precision) / category_pence
    end as share_of_category,
    case
        when not is_new and category_pence > 0 then cast(cumulative_pence as double precision) / category_pence
    end as cumulative_share
from placed
where
    (cast(:product as varchar) is null or product = cast(:product as varchar))
    and (cast(:category as varchar) is null or category = cast(:category as varchar))
order by category, is_new, placed.place
