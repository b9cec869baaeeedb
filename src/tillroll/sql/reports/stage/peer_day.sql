-- title: complete branch-days of the chain with a number in place of the branch
-- grain: one row a branch and trading date
-- filters: none; without opening hours, from the hour of the first to the hour of the last sale
with
told as (
    select
        unnest(cast(:branch_ids as varchar[])) as branch_id,
        unnest(cast(:peer_nos as integer[])) as peer_no,
        unnest(cast(:are_own as boolean[])) as is_own,
        unnest(cast(:trading_dates as date[])) as trading_date,
        unnest(cast(:open_minutes as integer[])) as open_minutes
)

select
    sold.day_id,
    told.peer_no,
    told.is_own,
    coalesce(branch.region, '') as region,
    told.trading_date,
    coalesce(
        told.open_minutes,
        cast(
            extract(epoch from date_trunc('hour', sold.last_at) - date_trunc('hour', sold.first_at)) / 60
            + 60 as integer
        )
    ) as open_minutes
from told
inner join branch on told.branch_id = branch.branch_id
inner join branch_day as sold on told.branch_id = sold.branch_id and told.trading_date = sold.trading_date
