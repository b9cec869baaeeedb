-- title: the people who may sign in
-- grain: one row a person
-- filters: none
select
    user.user_name,
    user.role,
    user.password_hash,
    user.is_disabled,
    address.address
from user
left join address on user.user_name = address.user_name
order by user.user_name
