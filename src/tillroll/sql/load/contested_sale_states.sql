-- title: stored sales of contested days: whether they count, and their pence
-- grain: one row a sale
-- filters: none
select
    sale_key,
    is_current,
    total_pence
from contested_sale
