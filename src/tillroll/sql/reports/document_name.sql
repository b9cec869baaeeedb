-- title: the name under which a document came first
-- grain: one row, or none
-- filters: :document_id
select file
from document_file
where document_id = cast(:document_id as uuid)
