-- title: what filters can name within a part of the chain
-- grain: one row a kind and value
-- filters: the staged scope; products are those that its branch-days sold
with
sold as (
    select distinct item.product_id
    from branch_day_product as item
    inner join scope_span as span
        on item.branch_id = span.branch_id and item.trading_date between span.first_day and span.last_day
)

select distinct
    'region' as kind,
    branch.region as value
from branch
inner join scope_span as span on branch.branch_id = span.branch_id
where branch.region is not null
union all
select distinct
    'franchise' as kind,
    owned.franchise as value
from branch_franchise as owned
inner join scope_span as span
    on
        owned.branch_id = span.branch_id
        and owned.owned_from <= span.last_day
        and coalesce(owned.owned_to, cast('9999-12-31' as date)) >= span.first_day
union all
select distinct
    'product' as kind,
    product.product as value
from report_product as product
inner join sold on product.product_id = sold.product_id
union all
select distinct
    'category' as kind,
    product.category as value
from report_product as product
inner join sold on product.product_id = sold.product_id
union all
select distinct
    'size' as kind,
    product.size as value
from report_product as product
inner join sold on product.product_id = sold.product_id
where product.size <> ''
union all
select distinct
    'daypart' as kind,
    daypart as value
from report_daypart
order by kind, value
