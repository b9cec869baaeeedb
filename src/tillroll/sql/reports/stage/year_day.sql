-- title: chosen branch-days beside those of a year earlier, and where each stands in like-for-like
-- grain: one row a branch and trading date of chosen_day, of earlier_day by the date it is compared with, or of both
-- filters: days that are not shut on both dates
with
pair as (
    select
        now.day_id,
        coalesce(now.branch_id, earlier.branch_id) as branch_id,
        coalesce(now.trading_date, earlier.for_date) as trading_date,
        now.state as state_now,
        earlier.state as state_then,
        coalesce(now.is_whole and earlier.is_whole, false) as is_whole,
        cast(coalesce(now.net_pence, 0) as bigint) as net_now,
        cast(coalesce(earlier.net_pence, 0) as bigint) as net_then,
        now.orders as orders_now,
        earlier.orders as orders_then,
        now.units as units_now,
        earlier.units as units_then,
        cast(coalesce(earlier.counted, 0) as decimal(18, 3)) as counted_then
    from chosen_day as now
    full join earlier_day as earlier on now.branch_id = earlier.branch_id and now.trading_date = earlier.for_date
),

told as (
    select
        pair.*,
        dates.earlier_date,
        own.branch_name,
        coalesce(branch.region, '') as region,
        opened.opened_on,
        opened.closed_on,
        coalesce(owner_now.franchise, '') <> coalesce(owner_then.franchise, '') as is_handed_over,
        exists(
            select 1 from closure
            where
                (closure.branch_id = pair.branch_id or closure.branch_id = '')
                and (closure.region = branch.region or closure.region = '')
                and (
                    pair.trading_date between closure.closed_from and closure.closed_to
                    or dates.earlier_date between closure.closed_from and closure.closed_to
                )
        ) as is_shut_by_plan
    from pair
    left join compared_date as dates on pair.trading_date = dates.trading_date
    inner join branch on pair.branch_id = branch.branch_id
    inner join own_branch as own on pair.branch_id = own.branch_id
    inner join branch_opening as opened on pair.branch_id = opened.branch_id
    left join branch_franchise as owner_now
        on
            pair.branch_id = owner_now.branch_id
            and pair.trading_date between owner_now.owned_from
            and coalesce(owner_now.owned_to, cast('9999-12-31' as date))
    left join branch_franchise as owner_then
        on
            pair.branch_id = owner_then.branch_id
            and dates.earlier_date between owner_then.owned_from
            and coalesce(owner_then.owned_to, cast('9999-12-31' as date))
),

reasoned as (
    select
        told.*,
        case
            when earlier_date is null then 'a 53rd week has no counterpart'
            when opened_on > earlier_date - 28 then 'open less than 28 days before'
            when is_handed_over and state_then is null then 'taken over since'
            when closed_on < trading_date then 'closed since'
            when is_handed_over and state_now is null then 'handed over since'
            when is_whole then 'complete on both days'
            when is_shut_by_plan then 'shut by plan on one of the days'
            else
                coalesce(state_now, 'nothing expected') || ' now, '
                || coalesce(state_then, 'nothing expected') || ' a year earlier'
        end as reason
    from told
)

select
    day_id,
    branch_id,
    branch_name,
    region,
    trading_date,
    earlier_date,
    net_now,
    net_then,
    orders_now,
    orders_then,
    units_now,
    units_then,
    counted_then,
    reason,
    case
        when reason = 'complete on both days' then 'like-for-like'
        when reason in ('open less than 28 days before', 'taken over since') then 'new'
        when reason in ('closed since', 'handed over since') then 'closed'
        when reason = 'shut by plan on one of the days' then 'refurbished'
        else 'excluded'
    end as standing
from reasoned
where coalesce(state_now, 'closed') <> 'closed' or coalesce(state_then, 'closed') <> 'closed'
