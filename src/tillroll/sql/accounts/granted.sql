-- title: what people were given
-- grain: one row a person and franchise, region or branch
-- filters: none
select
    user_name,
    kind,
    name
from granted
order by user_name, kind, name
