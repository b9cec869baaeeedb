-- title: what became of documents delivered again
-- grain: one row a document
-- filters: documents :document_ids
select
    doc.document_id,
    doc.state,
    doc.reason,
    doc.data_rows,
    doc.rows_blank,
    doc.rows_rejected,
    doc.pence_read,
    doc.pence_rejected,
    cast(
        coalesce(
            sum(
                case when claimed.document_id is not null then claimed.row_count when day.stands then day.row_count end
            ),
            0
        ) as bigint
    )
        as rows_current,
    cast(
        coalesce(
            sum(case when claimed.document_id is not null then claimed.pence when day.stands then day.total_pence end),
            0
        ) as bigint
    )
        as pence_current
from document as doc
left join document_day as day on doc.document_id = day.document_id
left join (
    select
        claim.document_id,
        claim.branch_id,
        claim.till,
        claim.trading_date,
        sum(case when sale.is_current then claim.row_count else 0 end) as row_count,
        sum(case when sale.is_current then claim.total_pence else 0 end) as pence
    from document_sale as claim
    inner join sale on claim.sale_id = sale.sale_id and claim.trading_date = sale.trading_date
    where
        claim.document_id in (select unnest(cast(:document_ids as uuid[])))
        and sale.trading_date between :first_day and :last_day
    group by claim.document_id, claim.branch_id, claim.till, claim.trading_date
) as claimed
    on
        day.document_id = claimed.document_id
        and day.branch_id = claimed.branch_id
        and day.till = claimed.till
        and day.trading_date = claimed.trading_date
where doc.document_id in (select unnest(cast(:document_ids as uuid[])))
group by
    doc.document_id, doc.state, doc.reason, doc.data_rows, doc.rows_blank, doc.rows_rejected,
    doc.pence_read, doc.pence_rejected
