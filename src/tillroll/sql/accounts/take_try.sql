-- title: a try with a password, counted as failed before it is judged
-- grain: one row a name and an address; none if either had too many
-- filters: fewer than :most_of_name tries of :name, and :most_of_address of :address, since :since
insert into failure (failed_at, counted_for)
select
    :now,
    counted.counted_for
from (
    select :name as counted_for
    union all
    select :address as counted_for
) as counted
where
    (select count(*) from failure where counted_for = :name and failed_at >= :since) < :most_of_name
    and (select count(*) from failure where counted_for = :address and failed_at >= :since) < :most_of_address
returning counted_for
