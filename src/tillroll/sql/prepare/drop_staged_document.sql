-- title: leave documents out of what is staged
-- grain: one row of staged_document
-- filters: documents :document_nos
delete from staged_document
where document_no in (select unnest(cast(:document_nos as integer[])))
