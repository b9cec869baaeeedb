-- title: the branches of the scope, by what tells them apart
-- grain: one row a branch
-- filters: :branch_ids with :labels, in step
select
    unnest(cast(:branch_ids as varchar[])) as branch_id,
    unnest(cast(:labels as varchar[])) as branch_name
