-- title: what is sold out where, and what is bought in its place
-- grain: one row a branch-day
-- filters: none
create or replace temp table sold_out as
select
    unnest(cast(:branch_no as integer[])) as branch_no,
    unnest(cast(:day_no as integer[])) as day_no,
    unnest(cast(:item_no as integer[])) as item_no,
    unnest(cast(:instead_no as integer[])) as instead_no,
    unnest(cast(:from_second as integer[])) as from_second
