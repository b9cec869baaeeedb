-- title: forget the tills of branches before they are written anew
-- grain: one row a till of a branch
-- filters: none
delete from branch_till
