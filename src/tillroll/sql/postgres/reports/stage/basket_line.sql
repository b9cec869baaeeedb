-- title: no line: baskets are read from bits
-- grain: none
-- filters: none
-- why: PostgreSQL counts orders by the bits of basket_block, and looks no line up
select cast(null as integer) as sale_no
where false
