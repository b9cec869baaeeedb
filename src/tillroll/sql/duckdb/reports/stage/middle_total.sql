-- title: how many of the chosen orders come to each total of the band in which the middle one lies
-- grain: one row a total
-- filters: :first_day to :last_day, branch-days of chosen_day; none where a part of the sales is chosen
-- The same as everywhere, by half of the work here: others go by the index of dates and totals, and by owners.
select
    sale.total_pence,
    count(*) as orders
from sale
inner join chosen_day as day on sale.branch_id = day.branch_id and sale.trading_date = day.trading_date
where
    sale.total_pence between :band_from_pence and :band_to_pence
    and sale.trading_date between :first_day and :last_day
    and sale.is_current
    and not sale.is_refund
    and coalesce(
        cast(:daypart as varchar),
        cast(:tender as varchar),
        cast(:product as varchar),
        cast(:category as varchar),
        cast(:size as varchar)
    ) is null
group by sale.total_pence
