-- title: the key that signs cookies
-- grain: one row
-- filters: none
select value
from secret
