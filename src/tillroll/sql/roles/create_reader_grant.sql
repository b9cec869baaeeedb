-- title: which database roles may read what
-- grain: one row a role and what it was given
-- filters: none; kind is chain, franchise, region or branch
create table if not exists reader_grant (
    role_name varchar not null,
    kind varchar not null,
    name varchar not null,
    granted_at timestamp not null
)
