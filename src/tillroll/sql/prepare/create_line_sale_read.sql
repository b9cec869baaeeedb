-- title: every sale that stands in several rows, read
-- grain: one row a sale of a line-per-row file
-- filters: none; a sale takes the earliest time of its rows, and the rest from the first of them
create or replace temp table line_sale_read as
select
    document_no,
    sale_ref,
    min(row_no) as sale_no,
    min(line_no) as line_no,
    arg_min(branch_id, row_no) as branch_id,
    arg_min(till, row_no) as till,
    min(placed_at) as placed_at,
    arg_min(tender, row_no) as tender,
    sum(net_pence) as total_pence,
    sum(line_count) as line_count,
    sum(lines_hash) as lines_hash,
    bool_or(is_refund) or sum(net_pence) < 0 as is_refund,
    count(*) as row_count,
    min(rule_no) as worst_rule_no,
    min(coalesce(
        rule_no,
        case when has_total and (total_pence is distinct from sale_net_pence) then 9 end
    )) as rule_no
from (
    select
        *,
        sum(net_pence) over (partition by document_no, sale_ref) as sale_net_pence
    from row_read
    where is_line
)
group by document_no, sale_ref
