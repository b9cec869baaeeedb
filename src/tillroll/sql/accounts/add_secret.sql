-- title: the key, made once
-- grain: one row
-- filters: only if there is none
insert into secret (only_one, value)
values (1, :value)
on conflict do nothing
