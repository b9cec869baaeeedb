-- title: what became of one file each time it was given, oldest run first
-- grain: one row a delivery in a run
-- filters: :file, delivered at or after :since
select
    receipt.outcome,
    receipt.sales_loaded,
    receipt.pence_loaded
from receipt
inner join run on receipt.run_id = run.run_id
where
    receipt.delivered_at >= :since
    and receipt.file = :file
order by run.started_at, receipt.delivery_no
