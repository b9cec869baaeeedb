-- title: forget the branch_week rows of branch-weeks that a batch may change before they are written anew
-- grain: one row of branch_week
-- filters: changed weeks
delete from branch_week
where week_id in (select changed.week_id from changed_week as changed)
