-- title: what branch-days took in one part of the day that was paid in one way
-- grain: one row a branch-day with such a sale
-- filters: :first_day to :last_day and :earlier_first to :earlier_last; :tender, :daypart; no mart knows both, so the
--     sales are read
select
    day.day_id,
    cast(sum(sale.total_pence) as bigint) as net_pence,
    cast(null as bigint) as gross_pence,
    cast(null as bigint) as discount_pence,
    cast(null as bigint) as refund_pence,
    count(case when not sale.is_refund then 1 end) as orders,
    cast(null as decimal(18, 3)) as units
from branch_day_state as day
inner join sale on day.branch_id = sale.branch_id and day.trading_date = sale.trading_date
inner join report_daypart as part on extract(hour from sale.placed_at) = part.hour
where
    sale.is_current
    and (
        sale.trading_date between :first_day and :last_day or sale.trading_date between :earlier_first and :earlier_last
    )
    and sale.tender = cast(:tender as varchar)
    and part.daypart = cast(:daypart as varchar)
    and (cast(:branch_id as varchar) is null or day.branch_id = cast(:branch_id as varchar))
    and (cast(:region as varchar) is null or day.region = cast(:region as varchar))
    and (cast(:franchise as varchar) is null or day.franchise = cast(:franchise as varchar))
group by day.day_id
