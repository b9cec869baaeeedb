-- title: the weeks of version 5 don't tell on which days something was sold, and are made anew
-- grain: none
-- filters: none
drop table if exists branch_week_product
