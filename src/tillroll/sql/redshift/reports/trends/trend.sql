-- title: trends of branches, regions and the chain
-- grain: one row a subject and number of weeks
-- filters: none: those that are told
-- made: by tools/redshift.py from sql/reports/trends/trend.sql (lists)
-- given: given_kind (kind varchar(4096), branch_id varchar(4096), subject varchar(4096), region varchar(4096), weeks integer, own double precision, own_low double precision, own_high double precision, against double precision, low double precision, high double precision, peers varchar(4096), peer_branches integer, net_pence bigint, change_pence bigint, traffic_pence bigint, items_pence bigint, price_pence bigint, mix_pence bigint, against_pence bigint, days integer, wild_days integer, reason varchar(4096))
select
  kind,
  branch_id,
  subject,
  region,
  weeks,
  own,
  own_low,
  own_high,
  against,
  low,
  high,
  peers,
  peer_branches,
  net_pence,
  change_pence,
  traffic_pence,
  items_pence,
  price_pence,
  mix_pence,
  against_pence,
  days,
  wild_days,
  reason
from given_kind
