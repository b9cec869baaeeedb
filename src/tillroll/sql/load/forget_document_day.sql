-- title: what the warehouse holds of documents that are read anew
-- grain: one row of document_day
-- filters: documents :document_ids
delete from document_day
where document_id in (select unnest(cast(:document_ids as uuid[])))
