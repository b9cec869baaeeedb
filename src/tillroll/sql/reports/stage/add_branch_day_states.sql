-- title: branch-days of the register with the owner of that day, the branch's opening minutes and what it took
-- grain: one row a branch and trading date
-- filters: none; without opening hours, from the hour of the first to the hour of the last sale; what was taken is
--     unknown where nothing counts yet, and rates rest on what is counted: on orders
-- Most branch-days look like others: what they have in common is given once, by number.
insert into branch_day_state (
    day_id, branch_id, branch_name, region, franchise, trading_date, state, reason,
    is_expected, is_punctual, is_known, is_whole, open_from, open_to, open_minutes, due_minutes, last_at,
    net_pence, gross_pence, discount_pence, refund_pence, orders, units, counted
)
with
told as (
    select
        unnest(cast(:branch_ids as varchar[])) as branch_id,
        unnest(cast(:trading_dates as date[])) as trading_date,
        unnest(cast(:looks as integer[])) as look
),

look as (
    select
        unnest(cast(:look_numbers as integer[])) as look,
        unnest(cast(:states as varchar[])) as state,
        unnest(cast(:reasons as varchar[])) as reason,
        unnest(cast(:are_expected as boolean[])) as is_expected,
        unnest(cast(:are_punctual as boolean[])) as is_punctual,
        unnest(cast(:open_from as integer[])) as open_from,
        unnest(cast(:open_to as integer[])) as open_to,
        unnest(cast(:open_minutes as integer[])) as open_minutes,
        unnest(cast(:due_minutes as integer[])) as due_minutes
),

sold as (
    select
        day_id,
        branch_id,
        trading_date,
        documents_standing,
        last_at,
        net_pence,
        gross_pence,
        discount_pence,
        refund_pence,
        orders,
        units,
        cast(24 * (cast(first_at as date) - trading_date) + extract(hour from first_at) as integer) as first_hour,
        cast(24 * (cast(last_at as date) - trading_date) + extract(hour from last_at) as integer) as last_hour
    from branch_day
    where trading_date between :first_day and :last_day
)

select
    day_id,
    branch_id,
    branch_name,
    region,
    franchise,
    trading_date,
    state,
    reason,
    is_expected,
    is_punctual,
    is_known,
    state in ('complete', 'late') as is_whole,
    open_from,
    open_to,
    open_minutes,
    due_minutes,
    last_at,
    case when is_known then net_pence end as net_pence,
    case when is_known then gross_pence end as gross_pence,
    case when is_known then discount_pence end as discount_pence,
    case when is_known then refund_pence end as refund_pence,
    case when is_known then orders end as orders,
    case when is_known then units end as units,
    case when is_known then orders end as counted
from (
    select
        sold.day_id,
        told.branch_id,
        own.branch_name,
        coalesce(branch.region, '') as region,
        coalesce(owned.franchise, '') as franchise,
        told.trading_date,
        look.state,
        look.reason,
        look.is_expected,
        look.is_punctual,
        sold.day_id is not null and (look.state <> 'held' or sold.documents_standing > 0) as is_known,
        coalesce(look.open_from, 60 * sold.first_hour) as open_from,
        coalesce(look.open_to, 60 * sold.last_hour + 60) as open_to,
        coalesce(look.open_minutes, 60 * (sold.last_hour + 1 - sold.first_hour)) as open_minutes,
        look.due_minutes,
        sold.last_at,
        sold.net_pence,
        sold.gross_pence,
        sold.discount_pence,
        sold.refund_pence,
        sold.orders,
        sold.units
    from told
    inner join look on told.look = look.look
    inner join branch on told.branch_id = branch.branch_id
    inner join own_branch as own on told.branch_id = own.branch_id
    left join sold on told.branch_id = sold.branch_id and told.trading_date = sold.trading_date
    left join branch_franchise as owned
        on
            told.branch_id = owned.branch_id
            and told.trading_date between owned.owned_from and coalesce(owned.owned_to, cast('9999-12-31' as date))
) as day
