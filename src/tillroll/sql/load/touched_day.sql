-- title: branch-days that this batch may change
-- grain: one row a branch and trading date
-- filters: days of staged, redelivered and released documents, of branches with a new standing rule, forced days
select
    told.branch_id,
    told.trading_date,
    branch.branch_no * 4000000 + (told.trading_date - cast('0001-01-01' as date)) as day_id,
    bool_or(told.is_forced) as is_forced
from (
    select
        branch_id,
        trading_date,
        false as is_forced
    from staged_day
    union all
    select
        branch_id,
        trading_date,
        false as is_forced
    from document_day
    where
        document_id in (select unnest(cast(:document_ids as uuid[])))
        or branch_id in (select unnest(cast(:ruled_branch_ids as varchar[])))
    union all
    select
        unnest(cast(:branch_ids as varchar[])) as branch_id,
        unnest(cast(:trading_dates as date[])) as trading_date,
        true as is_forced
) as told
inner join branch on told.branch_id = branch.branch_id
group by told.branch_id, told.trading_date, branch.branch_no
