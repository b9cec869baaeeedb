-- title: as whom a session looks
-- grain: one row
-- filters: :token_hash
update session
set view_as = :view_as
where token_hash = :token_hash
