-- title: tills of branches, as the lists have them
-- grain: one row a till of a branch
-- filters: none
insert into branch_till (
    branch_id, till
)
select
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:till as varchar[])) as till
