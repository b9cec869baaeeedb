-- title: the orders that baskets are read from
-- grain: one row an order, with a number among them
-- filters: whole branch-days of chosen_day from :basket_first to :basket_last; no refunds
select
    cast(row_number() over () as integer) as sale_no,
    sale_id,
    trading_date
from sale
where
    trading_date between :basket_first and :basket_last
    and is_current
    and not is_refund
    and (branch_id, trading_date) in (
        select
            chosen_day.branch_id,
            chosen_day.trading_date
        from chosen_day
        where chosen_day.is_whole and chosen_day.trading_date between :basket_first and :basket_last
    )
