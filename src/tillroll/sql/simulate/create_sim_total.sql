-- title: what each sale comes to, and its basket as its till words it
-- grain: one row a sale
-- filters: none
create or replace temp table sim_total as
with worded as (
    select
        line.sale_no,
        line.line_no,
        line.net_pence,
        case when line.line_no > 1 then price.separator else '' end
        || case when line.is_refund then price.refund_text else price.item_text end as item_text
    from sim_line as line
    inner join price on line.list_no = price.list_no and line.item_no = price.item_no
)

select
    sale_no,
    cast(sum(net_pence) as integer) as total_pence,
    cast(count(*) as integer) as line_count,
    string_agg(item_text, '' order by line_no) as basket
from worded
group by sale_no
