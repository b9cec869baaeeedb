-- title: the people who may sign in
-- grain: one row a person
-- filters: none
create table if not exists user (
    user_name text primary key,
    role text not null,
    password_hash text not null,
    is_disabled integer not null,
    created_at real not null
)
