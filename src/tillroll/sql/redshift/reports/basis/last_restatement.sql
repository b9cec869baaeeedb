-- title: what was last changed of days that had been published
-- grain: one row, or none
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
-- made: by tools/redshift.py from sql/reports/basis/last_restatement.sql (types)
select
  restated.restated_at,
  restated.document_id,
  cast(sum(restated.pence_after - restated.pence_before) as bigint) as pence,
  count(*) as days
from restatement as restated
inner join branch_day_state as day
  on restated.trading_date = day.trading_date and restated.branch_id = day.branch_id
where
  restated.trading_date between :first_day and :last_day
  and restated.branch_id = coalesce(cast(:branch_id as varchar(4096)), restated.branch_id)
  and day.region = coalesce(cast(:region as varchar(4096)), day.region)
  and day.franchise = coalesce(cast(:franchise as varchar(4096)), day.franchise)
group by
  restated.restated_at,
  restated.run_id,
  restated.document_id
order by
  restated.restated_at desc,
  restated.document_id asc
limit 1
