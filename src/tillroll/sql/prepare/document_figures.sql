-- title: what each document's rows come to
-- grain: one row a document with a row
-- filters: none
select
    rows_of.document_no,
    rows_of.row_count,
    rows_of.pence_read,
    coalesce(rejected.row_count, 0) as rows_rejected,
    coalesce(rejected.pence, 0) as pence_rejected
from (
    select
        document_no,
        count(*) as row_count,
        sum(pence) as pence_read
    from (
        select
            document_no,
            coalesce(case when is_line then net_pence else total_pence end, 0) as pence
        from row_read
        union all
        select
            document_no,
            0 as pence
        from row_fault
    )
    group by document_no
) as rows_of
left join (
    select
        document_no,
        count(*) as row_count,
        sum(coalesce(pence, 0)) as pence
    from row_rejected
    group by document_no
) as rejected on rows_of.document_no = rejected.document_no
