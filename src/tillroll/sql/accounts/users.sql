-- title: the people who may sign in
-- grain: one row a person
-- filters: none
select
    user_name,
    role,
    password_hash,
    is_disabled
from user
order by user_name
