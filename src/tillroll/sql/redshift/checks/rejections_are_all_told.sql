-- title: each document that could be read tells of every rejected row
-- grain: one row an example, with the number of failures
-- filters: readable documents
-- made: by tools/redshift.py from sql/checks/rejections_are_all_told.sql (types)
with told as (
  select
    document_id,
    count(*) as row_count,
    sum(coalesce(pence, 0)) as pence
  from rejection
  group by
    document_id
), failing as (
  select
    cast(doc.document_id as varchar(4096)) as example
  from document as doc
  left join told
    on doc.document_id = told.document_id
  where
    doc.state <> 'unreadable'
    and (
      doc.rows_rejected <> coalesce(told.row_count, 0) or doc.pence_rejected <> coalesce(told.pence, 0)
    )
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
