-- title: sales that begin or cease to count
-- grain: one row a sale that changes
-- filters: none
update sale
set is_current = judged.is_current
from (
    select
        contested.sale_id,
        contested.trading_date,
        changed.is_current
    from contested_sale as contested
    inner join (
        select
            unnest(cast(:sale_keys as bigint[])) as sale_key,
            unnest(cast(:is_current as boolean[])) as is_current
    ) as changed on contested.sale_key = changed.sale_key
) as judged
where
    sale.sale_id = judged.sale_id
    and sale.trading_date = judged.trading_date
    and sale.trading_date between :first_day and :last_day
