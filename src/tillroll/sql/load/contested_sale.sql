-- title: stored sales of contested days, numbered for the delivery rules
-- grain: one row a sale
-- filters: contested days
select
    row_number() over () as sale_key,
    sale.sale_id,
    sale.trading_date,
    sale.is_current,
    sale.total_pence
from sale
inner join contested_day as contested
    on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
where sale.trading_date between :first_day and :last_day
