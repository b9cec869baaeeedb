-- title: which branches may be seen, and from when to when
-- grain: one row a branch and span
-- filters: :branch_ids with :first_days and :last_days, in step; without :is_limited all there is,
-- and under no name what no branch is known of
select
    unnest(cast(:branch_ids as varchar[])) as branch_id,
    unnest(cast(:first_days as date[])) as first_day,
    unnest(cast(:last_days as date[])) as last_day
union all
select
    known.branch_id,
    cast('0001-01-01' as date) as first_day,
    cast('9999-12-31' as date) as last_day
from (
    select branch_id from branch
    union
    select name_branch_id from document where name_branch_id is not null
    union
    select cast('' as varchar) as branch_id
) as known
where not cast(:is_limited as boolean)
