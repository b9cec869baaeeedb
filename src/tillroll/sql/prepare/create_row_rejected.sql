-- title: the rows that no sale comes from
-- grain: one row a rejected row
-- filters: rows that break a rule, and the sound lines of a sale that another line spoils
create or replace temp table row_rejected as
select
    document_no,
    line_no,
    rule_no,
    case when is_line then net_pence else total_pence end as pence
from row_read
where rule_no is not null
union all
select
    row_read.document_no,
    row_read.line_no,
    cast(coalesce(nullif(sale.rule_no, sale.worst_rule_no), 11) as tinyint) as rule_no,
    row_read.net_pence as pence
from row_read
inner join line_sale_read as sale
    on row_read.document_no = sale.document_no and row_read.sale_ref = sale.sale_ref
where row_read.is_line and row_read.rule_no is null and sale.rule_no is not null
union all
select
    document_no,
    line_no,
    rule_no,
    null as pence
from row_fault
