-- title: a person without an e-mail address
-- grain: one row
-- filters: one person
delete from address
where user_name = :user_name
