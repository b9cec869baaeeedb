-- title: the key that signs cookies
-- grain: one row
-- filters: none
create table if not exists secret (
    only_one integer primary key,
    value text not null
)
