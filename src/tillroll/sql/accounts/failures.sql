-- title: how often signing in failed
-- grain: one row
-- filters: :counted_for since :since
select count(*) as failures
from failure
where counted_for = :counted_for and failed_at >= :since
