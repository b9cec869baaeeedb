-- title: forget the opening hours before they are written anew
-- grain: one row a weekday on which a branch opens
-- filters: none
delete from branch_hours
