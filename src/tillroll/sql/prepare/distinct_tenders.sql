-- title: the payment words written
-- grain: one row a format and payment text
-- filters: rows whose format has a tender
select distinct
    format_no,
    tender as tender_text
from raw_row
where tender is not null
