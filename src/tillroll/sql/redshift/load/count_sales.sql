-- title: sales that begin or cease to count
-- grain: one row a sale that changes
-- filters: none
-- made: by tools/redshift.py from sql/load/count_sales.sql (lists)
-- given: given_sale_keys (sale_keys bigint, is_current boolean)
update sale set is_current = judged.is_current
from (
  select
    contested.sale_id,
    contested.trading_date,
    changed.is_current
  from contested_sale as contested
  inner join (
    select
      sale_keys as sale_key,
      is_current
    from given_sale_keys
  ) as changed
    on contested.sale_key = changed.sale_key
) as judged
where
  sale.sale_id = judged.sale_id
  and sale.trading_date = judged.trading_date
  and sale.trading_date between :first_day and :last_day
