-- title: stored sales of contested days, numbered by their row for the delivery rules
-- grain: one row a sale
-- filters: contested days
create or replace temp table contested_sale as
select
    sale.sale_id,
    sale.trading_date,
    sale.is_current,
    sale.total_pence
from sale
inner join contested_day as contested
    on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
where sale.trading_date between :first_day and :last_day
