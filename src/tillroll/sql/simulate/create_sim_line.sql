-- title: what customers buy
-- grain: one row an item of a sale
-- filters: none; what is sold out from an hour on gives way to something else
create or replace temp table sim_line as
with
placed as (
    select
        sale_no,
        branch_no,
        day_no,
        file_no,
        list_no,
        menu_no,
        part_no,
        second,
        is_refund,
        place,
        unnest(range(1, line_count + 1)) as line_no
    from sim_sale
),

picked as (
    select
        placed.*,
        coalesce(gone.instead_no, slot.item_no) as item_no,
        draw(placed.place + 20 + placed.line_no) as quantity_draw
    from placed
    inner join menu_slot as slot
        on
            placed.menu_no = slot.menu_no
            and placed.day_no // 7 = slot.week_no
            and placed.part_no = slot.part_no
            and draw(placed.place + 10 + placed.line_no) & 1023 = slot.slot_no
    left join sold_out as gone
        on
            placed.day_no = gone.day_no
            and placed.branch_no = gone.branch_no
            and slot.item_no = gone.item_no
            and placed.second >= gone.from_second
),

priced as (
    select
        picked.sale_no,
        picked.file_no,
        cast(picked.line_no as integer) as line_no,
        picked.list_no,
        picked.item_no,
        picked.is_refund,
        case when price.has_quantity and picked.quantity_draw % 16 = 0 then 2 else 1 end as count,
        case when picked.is_refund then -1 else 1 end as sign,
        price.gross_pence,
        price.discount_pence,
        price.tax_pence,
        price.has_quantity
    from picked
    inner join price
        on picked.list_no = price.list_no and picked.item_no = price.item_no
)

select
    sale_no,
    file_no,
    line_no,
    list_no,
    item_no,
    is_refund,
    gross_pence as unit_gross_pence,
    discount_pence as unit_discount_pence,
    tax_pence as unit_tax_pence,
    cast(case when has_quantity then sign * count else 1 end as integer) as quantity,
    cast(sign * count * gross_pence as integer) as gross_pence,
    cast(sign * count * -discount_pence as integer) as discount_pence,
    cast(sign * count * (gross_pence - discount_pence) as integer) as net_pence,
    cast(sign * count * tax_pence as integer) as tax_pence
from priced
