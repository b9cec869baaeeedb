-- title: shares of documents that wait for a person, and what of them does not count
-- grain: one row a document, branch, till and trading date
-- filters: held ones, and shrinking ones that tell why
with
uncounted as (
    select
        claim.document_id,
        claim.branch_id,
        claim.till,
        claim.trading_date,
        count(*) as sales,
        sum(claim.total_pence) as pence,
        sum(claim.row_count) as row_count
    from document_sale as claim
    inner join sale on claim.sale_id = sale.sale_id and claim.trading_date = sale.trading_date
    inner join document_day as day
        on
            claim.document_id = day.document_id
            and claim.branch_id = day.branch_id
            and claim.till = day.till
            and claim.trading_date = day.trading_date
    where day.outcome = 'held' and not sale.is_current
    group by claim.document_id, claim.branch_id, claim.till, claim.trading_date
)

select
    day.document_id,
    named.file,
    day.branch_id,
    day.till,
    day.trading_date,
    day.outcome as kind,
    day.reason,
    cast(coalesce(uncounted.sales, day.sale_count) as integer) as sales,
    cast(coalesce(uncounted.pence, day.total_pence) as bigint) as pence,
    cast(coalesce(uncounted.row_count, day.row_count) as integer) as row_count,
    day.delivered_at
from document_day as day
inner join document_file as named on day.document_id = named.document_id
left join uncounted
    on
        day.document_id = uncounted.document_id
        and day.branch_id = uncounted.branch_id
        and day.till = uncounted.till
        and day.trading_date = uncounted.trading_date
where day.outcome = 'held' or (day.outcome = 'contained' and day.reason is not null)
