-- title: a session ends
-- grain: one row
-- filters: :token_hash
delete from session
where token_hash = :token_hash
