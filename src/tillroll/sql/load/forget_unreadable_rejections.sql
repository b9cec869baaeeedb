-- title: rejections of documents that could not be read before and are taken again
-- grain: one row a rejection
-- filters: unreadable documents among :sha256s
delete from rejection
where document_id in (
    select document_id from document
    where state = 'unreadable' and sha256 in (select unnest(cast(:sha256s as varchar[])))
)
