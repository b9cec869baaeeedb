-- title: when each branch opened and closed
-- grain: one row a branch of the chain
-- filters: none; without a date in branches.csv a branch opened with its first sales, unless the chain begins with them
with
chain as (
    select min(trading_date) as first_date
    from branch_day
)

select
    branch.branch_id,
    branch.closed_on,
    coalesce(
        branch.opened_on,
        case when min(mart.trading_date) > max(chain.first_date) + 7 then min(mart.trading_date) end,
        cast('0001-01-01' as date)
    ) as opened_on
from branch
cross join chain
left join branch_day as mart on branch.branch_id = mart.branch_id
group by branch.branch_id, branch.opened_on, branch.closed_on
