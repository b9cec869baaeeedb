-- title: the blocks of version 6 don't tell refunds from orders, and are made anew
-- grain: none
-- filters: none
drop table if exists hour_block
