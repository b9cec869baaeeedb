-- title: what became of deliveries
-- grain: one row an outcome
-- filters: receipts of runs that started in the chosen time
select
    receipt.outcome,
    count(*) as deliveries
from receipt
inner join run on receipt.run_id = run.run_id
where run.started_at between :from_at and :to_at
group by receipt.outcome
order by deliveries desc
