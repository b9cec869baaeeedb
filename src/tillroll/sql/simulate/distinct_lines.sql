-- title: the lines that were drawn, each kind once
-- grain: one row an item, its unit amounts, quantity and kind of sale
-- filters: none
select distinct
    item_no,
    unit_gross_pence,
    unit_discount_pence,
    unit_tax_pence,
    quantity,
    is_refund,
    gross_pence,
    discount_pence,
    net_pence,
    tax_pence
from sim_line
