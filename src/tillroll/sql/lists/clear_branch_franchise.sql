-- title: forget the who owned which branch when before they are written anew
-- grain: one row a span of ownership
-- filters: none
delete from branch_franchise
