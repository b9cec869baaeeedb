-- title: something that the audit log keeps
-- grain: one row
-- filters: none
insert into event (happened_at, user_name, kind, about)
values (:now, :user_name, :kind, :about)
