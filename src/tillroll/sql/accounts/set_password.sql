-- title: a new password, and whether the person may sign in
-- grain: one row
-- filters: :user_name
update user
set
    password_hash = :password_hash,
    is_disabled = :is_disabled
where user_name = :user_name
