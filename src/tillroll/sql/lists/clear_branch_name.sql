-- title: forget the names, aliases and codes of branches before they are written anew
-- grain: one row a name of a branch
-- filters: none
delete from branch_name
