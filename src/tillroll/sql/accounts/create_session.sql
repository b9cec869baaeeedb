-- title: who is signed in; the token itself is nowhere
-- grain: one row a session
-- filters: none
create table if not exists session (
    token_hash text primary key,
    user_name text not null,
    view_as text,
    begun_at real not null,
    seen_at real not null
)
