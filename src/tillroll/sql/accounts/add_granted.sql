-- title: what a person was given
-- grain: one row
-- filters: none
insert into granted (user_name, kind, name)
values (:user_name, :kind, :name)
on conflict do nothing
