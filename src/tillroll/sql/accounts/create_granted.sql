-- title: what people were given to see
-- grain: one row a person and franchise, region or branch
-- filters: none
create table if not exists granted (
    user_name text not null,
    kind text not null,
    name text not null,
    primary key (user_name, kind, name)
)
