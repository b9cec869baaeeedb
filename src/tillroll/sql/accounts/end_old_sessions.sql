-- title: sessions that nobody may use any more
-- grain: one row a session
-- filters: begun before :begun_before, or seen last before :seen_before
delete from session
where begun_at < :begun_before or seen_at < :seen_before
