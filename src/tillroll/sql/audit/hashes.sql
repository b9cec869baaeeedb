-- title: what DuckDB's own hash makes of texts
-- grain: one row a text, in order
-- filters: none
select
    position,
    hash(word) as hashed
from (select unnest(cast(:words as varchar[])) as word, generate_subscripts(cast(:words as varchar[]), 1) as position)
order by position
