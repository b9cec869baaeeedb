-- title: a try that was taken and counts no more
-- grain: one row a name and an address
-- filters: one try of :name and of :address, taken at :taken_at
delete from failure
where rowid in (
    select max(rowid)
    from failure
    where counted_for in (:name, :address) and failed_at = :taken_at
    group by counted_for
)
