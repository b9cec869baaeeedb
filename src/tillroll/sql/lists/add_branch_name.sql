-- title: names, aliases and codes of branches, as the lists have them
-- grain: one row a name of a branch
-- filters: none
insert into branch_name (
    name_key, branch_id
)
select
    unnest(cast(:name_key as varchar[])) as name_key,
    unnest(cast(:branch_id as varchar[])) as branch_id
