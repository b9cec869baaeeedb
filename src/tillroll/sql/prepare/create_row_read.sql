-- title: every row, read: its values, or the first rule that it breaks
-- grain: one row a data row
-- filters: none; rule numbers are the order in which rules are named to people
create or replace temp table row_read as
with
joined as (
    select
        raw.row_no,
        raw.document_no,
        coalesce(raw.line_no, raw.row_no - doc.first_row + 1 + doc.header_line) as line_no,
        branch_read.branch_id,
        coalesce(
            nullif(
                case
                    when length(raw.till) > 12
                        then regexp_replace(trim(raw.till), '(\d[ ._-]?){13,}', '*************', 'g')
                    else trim(raw.till)
                end,
                ''
            ),
            doc.till
        ) as till,
        case
            when doc.time_zone is null then date_read.date + to_seconds(time_read.seconds)
            else timezone(:chain_zone, timezone(doc.time_zone, date_read.date + to_seconds(time_read.seconds)))
        end as placed_at,
        case when raw.tender is null then 'unknown' else tender_read.tender end as tender,
        case when raw.total is null then basket.net_pence else total_read.pence end as total_pence,
        raw.total is not null as has_total,
        basket.net_pence,
        basket.line_count,
        basket.lines_hash,
        basket.is_refund,
        basket.rule_no as basket_rule_no,
        case
            when contains(raw.sale_ref, ' ')
                then regexp_replace(trim(raw.sale_ref), ' *' || chr(31) || ' *', chr(31), 'g')
            else raw.sale_ref
        end as sale_ref,
        doc.kind,
        doc.sale_part
    from timed_row as raw
    inner join document_read as doc on raw.document_no = doc.document_no
    inner join row_basket as basket on raw.row_no = basket.row_no
    left join date_read on raw.document_no = date_read.document_no and raw.date_text = date_read.date_text
    left join time_read on raw.format_no = time_read.format_no and raw.time_text = time_read.time_text
    left join branch_read
        on raw.document_no = branch_read.document_no and coalesce(raw.branch, '') = branch_read.branch_text
    left join total_read on raw.format_no = total_read.format_no and raw.total = total_read.total_text
    left join tender_read on raw.format_no = tender_read.format_no and raw.tender = tender_read.tender_text
)

select
    row_no,
    document_no,
    cast(line_no as integer) as line_no,
    branch_id,
    till,
    placed_at,
    tender,
    total_pence,
    has_total,
    net_pence,
    line_count,
    lines_hash,
    is_refund,
    sale_ref,
    kind = 'line' as is_line,
    cast(case
        when kind = 'line' and split_part(sale_ref, chr(31), sale_part) = '' then 3
        when placed_at is null or placed_at < timestamp '2000-01-01' or placed_at > :latest then 4
        when branch_id is null then 5
        when basket_rule_no < 8 then basket_rule_no
        when total_pence is null then 8
        when basket_rule_no is not null then basket_rule_no
        when kind <> 'line' and total_pence <> net_pence then 9
        when tender is null then 10
    end as tinyint) as rule_no
from joined
