-- title: what each branch truly sold
-- grain: one row a branch and trading date
-- filters: none
select
    sale.branch_no,
    sale.day_no,
    count(*) as sales,
    sum(total.total_pence) as pence
from sim_sale as sale
inner join sim_total as total on sale.sale_no = total.sale_no
group by sale.branch_no, sale.day_no
