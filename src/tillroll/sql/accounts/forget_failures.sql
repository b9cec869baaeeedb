-- title: failed sign-ins that count no more
-- grain: one row a try
-- filters: :counted_for, and those before :since
delete from failure
where counted_for = :counted_for or failed_at < :since
