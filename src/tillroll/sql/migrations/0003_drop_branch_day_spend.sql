-- title: the bands of version 2 tell too little, and are made anew
-- grain: none
-- filters: none
drop table branch_day_spend
