-- title: the name under which each document came first
-- grain: one row a document
-- filters: none
create or replace view document_file as
select
    document_id,
    file,
    delivered_at
from (
    select
        receipt.document_id,
        receipt.file,
        receipt.delivered_at,
        row_number() over (
            partition by receipt.document_id
            order by receipt.delivered_at asc, run.started_at asc, receipt.delivery_no asc
        ) as place
    from receipt
    left join run on receipt.run_id = run.run_id
) as delivery
where place = 1
