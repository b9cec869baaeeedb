-- title: who had the digest of a trading date
-- grain: one row an address
-- filters: one trading date; those that were sent
select address
from digest
where trading_date = :trading_date and sent_at is not null
