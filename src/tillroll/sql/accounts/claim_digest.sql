-- title: a digest that a run takes in hand
-- grain: one row, none if it was sent or another run has it in hand
-- filters: one address and trading date
insert into digest (address, trading_date, claimed_at)
values (:address, :trading_date, :now)
on conflict (address, trading_date) do update set claimed_at = :now
where sent_at is null and claimed_at < :claimed_before
returning address
