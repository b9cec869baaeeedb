-- title: files that are held or could not be read
-- grain: one row a delivery
-- filters: receipts of runs that started in the chosen time
select
    receipt.file,
    receipt.outcome,
    receipt.reason,
    receipt.delivered_at
from receipt
inner join run on receipt.run_id = run.run_id
where
    run.started_at between :from_at and :to_at
    and receipt.outcome in ('held', 'unreadable')
order by receipt.delivered_at desc
limit 200
