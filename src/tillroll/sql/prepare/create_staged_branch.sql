-- title: staged branches that no list names
-- grain: one row a branch of the batch
-- filters: none
create or replace temp table staged_branch as
select
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:name as varchar[])) as name,
    unnest(cast(:held_reason as varchar[])) as held_reason
