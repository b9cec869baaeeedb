-- title: forget the planned closures before they are written anew
-- grain: one row a planned closure
-- filters: none
delete from closure
