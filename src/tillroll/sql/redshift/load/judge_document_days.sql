-- title: what the delivery rules say of each document of a contested day
-- grain: one row a document, branch, till and trading date
-- filters: none
-- made: by tools/redshift.py from sql/load/judge_document_days.sql (lists)
-- given: given_document_ids (document_ids char(36), branch_ids varchar(4096), tills varchar(4096), trading_dates date, outcomes varchar(4096), reasons varchar(4096), stands boolean)
update document_day set outcome = judged.outcome, reason = judged.reason, stands = judged.stands
from (
  select
    document_ids as document_id,
    branch_ids as branch_id,
    tills as till,
    trading_dates as trading_date,
    outcomes as outcome,
    reasons as reason,
    stands
  from given_document_ids
) as judged
where
  document_day.document_id = judged.document_id
  and document_day.branch_id = judged.branch_id
  and document_day.till = judged.till
  and document_day.trading_date = judged.trading_date
