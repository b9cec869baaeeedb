-- title: what the warehouse holds of documents that are read anew
-- grain: one row of rejection
-- filters: documents :document_ids
delete from rejection
where document_id in (select unnest(cast(:document_ids as uuid[])))
