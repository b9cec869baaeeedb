-- title: forget the branches before they are written anew
-- grain: one row a branch
-- filters: none
delete from branch
