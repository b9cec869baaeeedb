-- title: the sales that each document claims on contested days, with the minute of each
-- grain: one row a sale of a document
-- filters: contested days
-- made: by tools/redshift.py from sql/load/contested_claims.sql (whole seconds)
select
  share.share_no,
  sale.sale_key,
  cast(floor(cast(extract(epoch from claim.placed_at) as double precision) / 60) as bigint) as minute,
  claim.row_count
from contested_share as share
inner join document_sale as claim
  on share.document_id = claim.document_id
  and share.branch_id = claim.branch_id
  and share.till = claim.till
  and share.trading_date = claim.trading_date
left join contested_sale as sale
  on claim.sale_id = sale.sale_id
