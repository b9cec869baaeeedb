-- title: every sale, read, with the rows that make it
-- grain: one row a sale
-- filters: none; a sale of several rows takes the earliest time and its smallest line number
create or replace temp table sale_read as
select
    row_no as sale_no,
    document_no,
    line_no,
    branch_id,
    till,
    placed_at,
    tender,
    total_pence,
    line_count,
    lines_hash,
    is_refund or total_pence < 0 as is_refund,
    cast(1 as bigint) as row_count,
    rule_no
from row_read
where not is_line
union all
select
    min(row_no) as sale_no,
    document_no,
    min(line_no) as line_no,
    min(branch_id) as branch_id,
    min(till) as till,
    min(placed_at) as placed_at,
    min(tender) as tender,
    sum(net_pence) as total_pence,
    sum(line_count) as line_count,
    sum(lines_hash) as lines_hash,
    bool_or(is_refund) or sum(net_pence) < 0 as is_refund,
    count(*) as row_count,
    min(coalesce(
        rule_no,
        case when has_total and total_pence is distinct from sale_net_pence then 9 end
    )) as rule_no
from (
    select
        *,
        sum(net_pence) over (partition by document_no, sale_ref) as sale_net_pence
    from row_read
    where is_line
)
group by document_no, sale_ref
