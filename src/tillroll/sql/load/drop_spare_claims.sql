-- title: forget the claims of days that one file alone speaks for
-- grain: one row a claim
-- filters: contested days, which were forced
delete from document_sale
where exists (
    select 1
    from contested_day as contested
    inner join document_day as day
        on contested.branch_id = day.branch_id and contested.trading_date = day.trading_date
    inner join document as doc on day.document_id = doc.document_id
    where contested.branch_id = document_sale.branch_id and contested.trading_date = document_sale.trading_date
    group by contested.branch_id, contested.trading_date
    having count(*) = 1 and max(doc.source) = 'file'
)
