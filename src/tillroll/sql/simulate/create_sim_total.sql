-- title: what each sale comes to
-- grain: one row a sale
-- filters: none
create or replace temp table sim_total as
select
    sale_no,
    cast(sum(net_pence) as integer) as total_pence,
    cast(count(*) as integer) as line_count,
    string_agg(item_text, '' order by line_no) as basket
from sim_line
group by sale_no
