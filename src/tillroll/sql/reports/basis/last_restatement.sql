-- title: what was last changed of days that had been published
-- grain: one row, or none
-- filters: branch-days of chosen_day
select
    restated.restated_at,
    restated.document_id,
    cast(sum(restated.pence_after - restated.pence_before) as bigint) as pence,
    count(*) as days
from restatement as restated
inner join chosen_day as day
    on restated.trading_date = day.trading_date and restated.branch_id = day.branch_id
group by restated.restated_at, restated.run_id, restated.document_id
order by restated.restated_at desc, restated.document_id asc
limit 1
