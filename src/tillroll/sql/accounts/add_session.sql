-- title: a session begins
-- grain: one row
-- filters: none
insert into session (token_hash, user_name, begun_at, seen_at)
values (:token_hash, :user_name, :now, :now)
