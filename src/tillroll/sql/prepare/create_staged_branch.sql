-- title: staged branches that no list names
-- grain: one row a branch of the batch
-- filters: branches with a staged day, so that no broken row can name one
create or replace temp table staged_branch as
select
    branch_id,
    branch_no,
    name,
    held_reason
from (
    select
        unnest(cast(:branch_id as varchar[])) as branch_id,
        unnest(cast(:branch_no as bigint[])) as branch_no,
        unnest(cast(:name as varchar[])) as name,
        unnest(cast(:held_reason as varchar[])) as held_reason
) as understood
where branch_id in (select branch_id from staged_day)
