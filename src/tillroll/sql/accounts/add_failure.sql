-- title: a failed sign-in
-- grain: one row
-- filters: none
insert into failure (failed_at, counted_for)
values (:now, :counted_for)
