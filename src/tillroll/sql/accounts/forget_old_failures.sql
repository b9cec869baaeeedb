-- title: failed sign-ins that are too old to count
-- grain: one row a try
-- filters: those before :since
delete from failure
where failed_at < :since
