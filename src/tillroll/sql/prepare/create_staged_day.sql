-- title: what each document says of each branch-day
-- grain: one row a document, branch, till and trading date
-- filters: none
create or replace temp table staged_day as
select
    document_no,
    branch_id,
    till,
    trading_date,
    cast(sum(row_count) as integer) as row_count,
    cast(count(*) as integer) as sale_count,
    cast(sum(total_pence) as bigint) as total_pence,
    date_trunc('minute', min(placed_at)) as first_at,
    date_trunc('minute', max(placed_at)) as last_at
from staged_sale
group by document_no, branch_id, till, trading_date
