-- title: forget the rows of documents that must be read carefully instead
-- grain: one row a data row
-- filters: documents :document_nos
delete from raw_row
where list_contains(cast(:document_nos as integer[]), document_no)
