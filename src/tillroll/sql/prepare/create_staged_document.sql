-- title: staged documents
-- grain: one row a document of the batch
-- filters: none
create or replace temp table staged_document as
select
    unnest(cast(:document_no as integer[])) as document_no,
    unnest(cast(:document_id as uuid[])) as document_id,
    unnest(cast(:sha256 as varchar[])) as sha256,
    unnest(cast(:source as varchar[])) as source,
    unnest(cast(:state as varchar[])) as state,
    unnest(cast(:name_branch as varchar[])) as name_branch_id,
    unnest(cast(:name_day as date[])) as name_day,
    unnest(cast(:format as varchar[])) as format,
    unnest(cast(:reason as varchar[])) as reason,
    unnest(cast(:shape as varchar[])) as shape,
    unnest(cast(:byte_count as bigint[])) as byte_count,
    unnest(cast(:data_rows as integer[])) as data_rows,
    unnest(cast(:rows_blank as integer[])) as rows_blank,
    unnest(cast(:rows_rejected as integer[])) as rows_rejected,
    unnest(cast(:pence_read as bigint[])) as pence_read,
    unnest(cast(:pence_rejected as bigint[])) as pence_rejected,
    unnest(cast(:delivered_at as timestamp[])) as delivered_at
