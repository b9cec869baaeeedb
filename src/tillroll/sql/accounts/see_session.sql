-- title: a session was used
-- grain: one row
-- filters: :token_hash
update session
set seen_at = :now
where token_hash = :token_hash
