-- title: failed sign-ins that count no more
-- grain: one row a try
-- filters: :counted_for
delete from failure
where counted_for = :counted_for
