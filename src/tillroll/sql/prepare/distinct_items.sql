-- title: the items written
-- grain: one row a format and item text
-- filters: none
select distinct
    format_no,
    item_text
from basket_item
