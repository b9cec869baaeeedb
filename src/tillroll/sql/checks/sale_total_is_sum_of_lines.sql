-- title: each sale's total is the sum of its lines' net
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
failing as (
    select cast(sale.sale_id as varchar) as example
    from sale
    left join (
        select
            sale_id,
            trading_date,
            sum(net_pence) as net_pence
        from sale_line
        where trading_date between :first_day and :last_day
        group by sale_id, trading_date
    ) as line on sale.sale_id = line.sale_id and sale.trading_date = line.trading_date
    where
        sale.trading_date between :first_day and :last_day
        and sale.total_pence is distinct from line.net_pence
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
