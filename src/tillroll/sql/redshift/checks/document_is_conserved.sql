-- title: each document's rows and pence are those of its sales, rejected or blank
-- grain: one row an example, with the number of failures
-- filters: none
-- made: by tools/redshift.py from sql/checks/document_is_conserved.sql (types)
with share as (
  select
    document_id,
    sum(row_count) as row_count,
    sum(total_pence) as total_pence
  from document_day
  group by
    document_id
), failing as (
  select
    cast(doc.document_id as varchar(4096)) as example
  from document as doc
  left join share
    on doc.document_id = share.document_id
  where
    doc.data_rows <> coalesce(share.row_count, 0) + doc.rows_rejected + doc.rows_blank
    or doc.pence_read <> coalesce(share.total_pence, 0) + doc.pence_rejected
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
