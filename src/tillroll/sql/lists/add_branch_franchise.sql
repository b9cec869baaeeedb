-- title: who owned which branch when, as the lists have them
-- grain: one row a span of ownership
-- filters: none
insert into branch_franchise (
    branch_id, franchise, owned_from, owned_to
)
select
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:franchise as varchar[])) as franchise,
    unnest(cast(:owned_from as date[])) as owned_from,
    unnest(cast(:owned_to as date[])) as owned_to
