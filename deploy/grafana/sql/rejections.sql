-- title: rows rejected, by rule
-- grain: one row a rule
-- filters: documents delivered in runs that started in the chosen time
with delivered as (
    select distinct receipt.document_id
    from receipt
    inner join run on receipt.run_id = run.run_id
    where run.started_at between :from_at and :to_at
)

select
    rejection.rule,
    count(*) as rejected_rows
from rejection
inner join delivered on rejection.document_id = delivered.document_id
group by rejection.rule
order by rejected_rows desc
