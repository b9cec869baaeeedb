-- title: the payment words written
-- grain: one row a format and payment text
-- filters: rows whose format has a tender
select distinct
    format_no,
    tender_text
from row_text
where tender_text is not null
