-- title: a person who may sign in
-- grain: one row
-- filters: none
insert into user (user_name, role, password_hash, is_disabled, created_at)
values (:user_name, :role, :password_hash, 0, :created_at)
