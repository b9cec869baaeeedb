-- title: where people are sent the digest
-- grain: one row a person who has an e-mail address
-- filters: none
create table if not exists address (
    user_name text primary key,
    address text not null collate nocase unique
)
