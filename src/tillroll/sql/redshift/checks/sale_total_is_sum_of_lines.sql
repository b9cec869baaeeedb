-- title: each sale's total is the sum of its lines' net
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/sale_total_is_sum_of_lines.sql (types, is distinct from)
with failing as (
  select
    cast(sale.sale_id as varchar(4096)) as example
  from sale
  left join (
    select
      sale_id,
      trading_date,
      sum(net_pence) as net_pence
    from sale_line
    where
      trading_date between :first_day and :last_day
    group by
      sale_id,
      trading_date
  ) as line
    on sale.sale_id = line.sale_id and sale.trading_date = line.trading_date
  where
    sale.trading_date between :first_day and :last_day
    and not coalesce(sale.total_pence = line.net_pence, sale.total_pence is null and line.net_pence is null)
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
