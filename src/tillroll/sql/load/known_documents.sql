-- title: documents the warehouse knows among these
-- grain: one row a known document
-- filters: SHA-256 in :sha256s
select
    sha256,
    document_id,
    state,
    name_branch_id,
    name_day
from document
where sha256 in (select unnest(cast(:sha256s as varchar[])))
