-- title: sales that counted and that no document claims any longer, now that theirs was read anew
-- grain: one row a document
-- filters: contested days; current sales without a claim
select
    sale.document_id,
    count(*) as sales,
    cast(sum(sale.total_pence) as bigint) as pence
from sale
inner join contested_day as contested
    on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
left join document_sale as claim
    on sale.sale_id = claim.sale_id and sale.trading_date = claim.trading_date
where claim.sale_id is null and sale.is_current and sale.trading_date between :first_day and :last_day
group by sale.document_id
