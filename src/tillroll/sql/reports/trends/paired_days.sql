-- title: each branch's whole days of four weeks beside the same weekday some weeks earlier
-- grain: one row a branch, number of weeks and trading date on which both days are whole and sold something
-- filters: now: trading dates from :first_day to :last_day; then: :weeks earlier
with
apart as (
    select unnest(cast(:weeks as integer[])) as weeks
),

whole as (
    select
        state.day_id,
        state.branch_id,
        state.trading_date,
        mart.net_pence,
        mart.orders,
        mart.units
    from trend_state as state
    inner join branch_day as mart on state.day_id = mart.day_id
    where
        mart.trading_date between :earliest_day and :last_day
        and mart.net_pence > 0
        and mart.orders > 0
        and mart.units > 0
)

select
    today.branch_id,
    apart.weeks,
    today.trading_date,
    today.day_id,
    before.day_id as day_id_then,
    cast(today.net_pence as bigint) as net_pence,
    cast(before.net_pence as bigint) as net_pence_then,
    cast(today.orders as bigint) as orders,
    cast(before.orders as bigint) as orders_then,
    cast(today.units as double precision) as units,
    cast(before.units as double precision) as units_then
from whole as today
cross join apart
inner join whole as before
    on today.branch_id = before.branch_id and before.trading_date = today.trading_date - 7 * apart.weeks
where today.trading_date between :first_day and :last_day
order by today.branch_id, apart.weeks, today.trading_date
