-- title: what the chosen branch-days sold in one part of the day, or paid in one way
-- grain: one row a branch-day and item as tills write it
-- filters: :tender, :daypart; none where neither is chosen, for the marts know what whole days sold
select
    day.day_id,
    day.branch_id,
    day.week_from,
    day.is_whole,
    sold.product_id,
    sold.units,
    sold.gross_pence,
    sold.net_pence
from chosen_day as day
inner join (
    select
        block.day_id,
        block.product_id,
        cast(sum(block.units) as decimal(18, 3)) as units,
        cast(sum(block.gross_pence) as bigint) as gross_pence,
        cast(sum(block.net_pence) as bigint) as net_pence
    from hour_block as block
    where
        coalesce(cast(:tender as varchar), cast(:daypart as varchar)) is not null
        and block.trading_date between :first_day and :last_day
        and (cast(:tender as varchar) is null or block.tender = cast(:tender as varchar))
        and block.hour in (
            select part.hour
            from report_daypart as part
            where cast(:daypart as varchar) is null or part.daypart = cast(:daypart as varchar)
        )
        and block.day_id in (select chosen_day.day_id from chosen_day)
    group by block.day_id, block.product_id
) as sold on day.day_id = sold.day_id
