-- title: what customers ask for: items, each in as many slots as it is asked for
-- grain: one row a menu, week, part of the day and slot
-- filters: the menus that are sold from in the weeks of this batch
create or replace temp table menu_slot as
select
    menu_no,
    week_no,
    part_no,
    cast(unnest(range(first_slot, next_slot)) as integer) as slot_no,
    item_no
from (
    select
        unnest(cast(:menu_no as integer[])) as menu_no,
        unnest(cast(:week_no as integer[])) as week_no,
        unnest(cast(:part_no as integer[])) as part_no,
        unnest(cast(:item_no as integer[])) as item_no,
        unnest(cast(:first_slot as integer[])) as first_slot,
        unnest(cast(:next_slot as integer[])) as next_slot
) as offered
