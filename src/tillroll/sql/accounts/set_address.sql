-- title: a person's e-mail address
-- grain: one row
-- filters: none
insert into address (user_name, address)
values (:user_name, :address)
on conflict (user_name) do update set address = :address
