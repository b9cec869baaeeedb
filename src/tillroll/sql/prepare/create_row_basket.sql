-- title: each row's basket in figures
-- grain: one row a data row
-- filters: none; lines_hash is a sum of 64-bit hashes of lines, so it does not depend on their order
create or replace temp table row_basket as
select
    item.row_no,
    count(*) as line_count,
    sum(item_read.net_pence) as net_pence,
    sum(item_read.line_hash) as lines_hash,
    bool_or(item_read.is_refund) as is_refund,
    min(item_read.rule_no) as rule_no
from basket_item as item
inner join item_read on item.format_no = item_read.format_no and item.item_text = item_read.item_text
group by item.row_no
