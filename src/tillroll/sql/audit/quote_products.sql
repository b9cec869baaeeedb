-- title: a statement that fails and whose message quotes an item
-- grain: none: it fails
-- filters: none; the rehearsal of the audit runs it in the place of load/add_products
select cast(name as integer)
from staged_product
