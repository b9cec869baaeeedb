-- title: what became of each file each time it was given, oldest run first
-- grain: one row a delivery in a run
-- filters: delivered at or after :since
select
    receipt.file,
    receipt.delivered_at,
    receipt.outcome,
    receipt.document_id,
    run.started_at
from receipt
inner join run on receipt.run_id = run.run_id
where receipt.delivered_at >= :since
order by run.started_at, receipt.delivery_no
