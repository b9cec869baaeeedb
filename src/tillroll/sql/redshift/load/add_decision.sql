-- title: a person's decision
-- grain: one row a document's share of a branch-day
-- filters: decisions not known yet
-- made: by tools/redshift.py from sql/load/add_decision.sql (types)
insert into decision (
  document_id,
  branch_id,
  till,
  trading_date,
  decided_at,
  keep,
  is_standing_rule
)
select
  said.document_id,
  said.branch_id,
  said.till,
  said.trading_date,
  said.decided_at,
  cast(:keep as varchar(4096)) as keep,
  cast(:is_standing_rule as boolean) as is_standing_rule
from (
  select
    cast(:document_id as char(36)) as document_id,
    cast(:branch_id as varchar(4096)) as branch_id,
    cast(:till as varchar(4096)) as till,
    cast(:trading_date as date) as trading_date,
    cast(:decided_at as timestamp) as decided_at
) as said
where
  not exists(
    select
      1
    from decision as known
    where
      known.document_id = said.document_id
      and known.branch_id = said.branch_id
      and known.till = said.till
      and known.trading_date = said.trading_date
      and known.decided_at = said.decided_at
  )
