-- title: leave documents out of what is staged
-- grain: one row of staged_sale_line
-- filters: documents :document_nos
delete from staged_sale_line
where sale_no in (
    select sale_no from staged_sale
    where document_no in (select unnest(cast(:document_nos as integer[])))
)
