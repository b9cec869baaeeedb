-- title: write down what the first document of a branch-day claims, now that there is a second
-- grain: one row a sale of a document
-- filters: documents of contested days, not of this batch, whose claims are not written down yet
-- made: by tools/redshift.py from sql/load/keep_claims.sql (types)
insert into document_sale (
  document_id,
  sale_id,
  branch_id,
  till,
  trading_date,
  placed_at,
  total_pence,
  line_no,
  row_count,
  content_key
)
select
  sale.document_id,
  sale.sale_id,
  sale.branch_id,
  sale.till,
  sale.trading_date,
  sale.placed_at,
  sale.total_pence,
  sale.line_no,
  sale.row_count,
  cast(null as varchar(4096)) as content_key
from sale
inner join contested_day as contested
  on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
where
  sale.trading_date between :first_day and :last_day
  and sale.document_id in (
    select
      document_id
    from document
  )
  and not sale.document_id in (
    select
      document_id
    from staged_document
  )
  and not exists(
    select
      1
    from document_sale as known
    where
      known.branch_id = contested.branch_id
      and known.trading_date = contested.trading_date
      and known.document_id = sale.document_id
  )
