-- title: a digest that was taken in hand and not sent
-- grain: one row
-- filters: one address and trading date, unless it was sent
delete from digest
where address = :address and trading_date = :trading_date and sent_at is null
