-- title: deliveries that the ledger knows and that need not be read again
-- grain: one row a file name, place in the order of deliveries, size and document
-- filters: files :files; not those of run :run_id; no unreadable document, and none of a branch that no list names
-- made: by tools/redshift.py from sql/load/known_deliveries.sql (lists)
-- given: given_files (files varchar(4096))
select distinct
  receipt.file,
  receipt.delivered_at,
  doc.byte_count,
  doc.document_id,
  doc.sha256
from receipt
inner join document as doc
  on receipt.document_id = doc.document_id
where
  receipt.file in (
    select
      files
    from given_files
  )
  and receipt.run_id <> :run_id
  and doc.state <> 'unreadable'
  and not exists(
    select
      1
    from document_day as day
    inner join branch
      on day.branch_id = branch.branch_id
    where
      day.document_id = doc.document_id and not branch.is_listed
  )
