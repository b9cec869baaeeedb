-- title: deliveries that the ledger knows and that need not be read again
-- grain: one row a file name, place in the order of deliveries, size and document
-- filters: files :files; not those of run :run_id; no unreadable document, and none of a branch that no list names
select distinct
    receipt.file,
    receipt.delivered_at,
    doc.byte_count,
    doc.document_id,
    doc.sha256
from receipt
inner join document as doc on receipt.document_id = doc.document_id
where
    receipt.file in (select unnest(cast(:files as varchar[])))
    and receipt.run_id <> :run_id
    and doc.state <> 'unreadable'
    and not exists (
        select 1
        from document_day as day
        inner join branch on day.branch_id = branch.branch_id
        where day.document_id = doc.document_id and not branch.is_listed
    )
