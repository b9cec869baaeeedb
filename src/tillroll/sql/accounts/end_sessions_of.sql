-- title: every session of a person ends
-- grain: one row a session
-- filters: :user_name
delete from session
where user_name = :user_name or view_as = :user_name
