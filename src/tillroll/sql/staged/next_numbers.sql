-- title: the first numbers that are free after those of a batch's documents and sales
-- grain: one row
-- filters: none
select
    coalesce((select max(document_no) + 1 from staged_document), 0) as document_no,
    coalesce((select max(sale_no) + 1 from staged_sale), 0) as sale_no
