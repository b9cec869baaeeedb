-- title: a digest that was sent
-- grain: one row
-- filters: one address and trading date
update digest
set sent_at = :now
where address = :address and trading_date = :trading_date
