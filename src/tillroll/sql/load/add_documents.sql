-- title: documents not seen before
-- grain: one row a document
-- filters: none; the batch holds each document once
insert into document (
    document_id, sha256, source, state, name_branch_id, name_day, format, reason, shape,
    byte_count, data_rows, rows_blank, rows_rejected, pence_read, pence_rejected
)
select
    document_id,
    sha256,
    source,
    state,
    name_branch_id,
    name_day,
    format,
    reason,
    shape,
    byte_count,
    data_rows,
    rows_blank,
    rows_rejected,
    pence_read,
    pence_rejected
from staged_document
