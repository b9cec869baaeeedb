-- title: findings
-- grain: one row a subject
-- filters: none: those that are told
-- made: by tools/redshift.py from sql/reports/trends/trend_finding.sql (lists)
-- given: given_kind (kind varchar(4096), branch_id varchar(4096), subject varchar(4096), region varchar(4096), weeks integer, peers varchar(4096), size double precision, low double precision, high double precision, pence bigint, traffic_pence bigint, items_pence bigint, price_pence bigint, mix_pence bigint, words varchar(4096))
select
  kind,
  branch_id,
  subject,
  region,
  weeks,
  peers,
  size,
  low,
  high,
  pence,
  traffic_pence,
  items_pence,
  price_pence,
  mix_pence,
  words
from given_kind
