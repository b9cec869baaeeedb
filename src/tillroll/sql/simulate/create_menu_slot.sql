-- title: what customers ask for: items, each as often as it is asked for
-- grain: one row a menu, week, part of the day and slot
-- filters: the weeks of this batch
create or replace temp table menu_slot as
select
    unnest(cast(:menu_no as integer[])) as menu_no,
    unnest(cast(:week_no as integer[])) as week_no,
    unnest(cast(:part_no as integer[])) as part_no,
    unnest(cast(:slot_no as integer[])) as slot_no,
    unnest(cast(:item_no as integer[])) as item_no
