-- title: no order: they are counted by the bits of basket_line
-- grain: none
-- filters: none
select cast(null as bigint) as block_no
where false
