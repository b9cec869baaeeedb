-- title: forget the branch-days with which others are compared
-- grain: one row a branch-day
-- filters: none
delete from peer_day
