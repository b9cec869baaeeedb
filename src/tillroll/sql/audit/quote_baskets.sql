-- title: a statement that fails and whose message quotes baskets
-- grain: none: it fails
-- filters: none; the rehearsal of the audit runs it in the place of prepare/distinct_tenders
select cast(string_agg(basket, '|') as integer)
from raw_row
