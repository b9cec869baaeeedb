-- title: the session of a token
-- grain: one row, or none
-- filters: :token_hash
select
    user_name,
    view_as,
    begun_at,
    seen_at
from session
where token_hash = :token_hash
