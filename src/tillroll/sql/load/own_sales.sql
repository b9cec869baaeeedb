-- title: a sale's source is the first document delivered that claims it
-- grain: one row a sale of a contested day whose source changes
-- filters: contested days
update sale
set
    document_id = first_claim.document_id,
    line_no = first_claim.line_no,
    row_count = first_claim.row_count,
    placed_at = first_claim.placed_at
from (
    select
        claim.sale_id,
        claim.document_id,
        claim.line_no,
        claim.row_count,
        claim.placed_at,
        claim.trading_date,
        row_number() over (
            partition by claim.sale_id
            order by day.delivered_at, claim.document_id, claim.line_no
        ) as place
    from document_sale as claim
    inner join contested_day as contested
        on claim.branch_id = contested.branch_id and claim.trading_date = contested.trading_date
    inner join document_day as day
        on
            claim.document_id = day.document_id
            and claim.branch_id = day.branch_id
            and claim.till = day.till
            and claim.trading_date = day.trading_date
    where claim.trading_date between :first_day and :last_day
) as first_claim
where
    sale.sale_id = first_claim.sale_id
    and sale.trading_date = first_claim.trading_date
    and sale.trading_date between :first_day and :last_day
    and first_claim.place = 1
    and (sale.document_id <> first_claim.document_id or sale.line_no <> first_claim.line_no)
