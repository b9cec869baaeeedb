-- title: the chain's branches, as far as their tills' rows need them
-- grain: one row a branch
-- filters: none
create or replace temp table sim_branch as
select
    unnest(cast(:branch_no as integer[])) as branch_no,
    unnest(cast(:code as varchar[])) as code,
    unnest(cast(:name as varchar[])) as name,
    unnest(cast(:row_style as integer[])) as row_style,
    unnest(cast(:is_streaming as boolean[])) as is_streaming
