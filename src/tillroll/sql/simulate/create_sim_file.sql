-- title: the files of this batch
-- grain: one row a branch, till and trading date
-- filters: none
create or replace temp table sim_file as
select
    unnest(cast(:file_no as integer[])) as file_no,
    unnest(cast(:till as varchar[])) as till
