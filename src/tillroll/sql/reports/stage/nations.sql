-- title: the nations whose bank holidays matter
-- grain: one row a nation
-- filters: none
select distinct nation
from branch
where nation is not null
order by nation
