-- title: the rejected rows of drawn sales: none
-- grain: one row a rejected row
-- filters: none
create or replace temp table row_rejected (
    document_no integer,
    line_no integer,
    rule_no tinyint,
    pence bigint
)
