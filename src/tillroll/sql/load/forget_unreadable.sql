-- title: documents that could not be read before and are taken again
-- grain: one row a document
-- filters: unreadable documents among :sha256s
delete from document
where state = 'unreadable' and sha256 in (select unnest(cast(:sha256s as varchar[])))
