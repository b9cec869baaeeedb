-- title: what is sold, as tills write it
-- grain: one row an item
-- filters: none
create or replace temp table sim_item as
select
    unnest(cast(:item_no as integer[])) as item_no,
    unnest(cast(:name as varchar[])) as name,
    unnest(cast(:flavour as varchar[])) as flavour,
    unnest(cast(:size as varchar[])) as size,
    unnest(cast(:full_name as varchar[])) as full_name,
    unnest(cast(:category as varchar[])) as category
