-- title: when customers come: the quarters of an hour of a day, each as often as people come in it
-- grain: one row a profile of opening hours and slot
-- filters: none
create or replace temp table quarter_slot as
select
    unnest(cast(:profile_no as integer[])) as profile_no,
    unnest(cast(:slot_no as integer[])) as slot_no,
    unnest(cast(:quarter as integer[])) as quarter
