-- title: sales of contested days that the warehouse does not hold yet, each once
-- grain: one row a sale, with the staged sale that gives its tender and lines
-- filters: contested days
create or replace temp table new_sale as
select
    claim.sale_id,
    min(staged.sale_no) as sale_no
from document_sale as claim
inner join staged_document as doc on claim.document_id = doc.document_id
inner join contested_day as contested
    on claim.branch_id = contested.branch_id and claim.trading_date = contested.trading_date
inner join staged_sale as staged
    on
        doc.document_no = staged.document_no
        and claim.line_no = staged.line_no
        and claim.branch_id = staged.branch_id
        and claim.trading_date = staged.trading_date
        and claim.till = staged.till
where
    claim.trading_date between :first_day and :last_day
    and not exists (
        select 1 from sale as known
        where
            known.sale_id = claim.sale_id
            and known.trading_date = claim.trading_date
            and known.trading_date between :first_day and :last_day
    )
group by claim.sale_id
