-- title: rejections of new documents
-- grain: one row a rejected row
-- filters: none
insert into rejection (document_id, line_no, column_name, rule, detail, pence)
select
    doc.document_id,
    staged.line_no,
    staged.column_name,
    staged.rule,
    staged.detail,
    staged.pence
from staged_rejection as staged
inner join staged_document as doc on staged.document_no = doc.document_no
