-- title: digests that were sent, or are in hand
-- grain: one row an address and trading date
-- filters: none
create table if not exists digest (
    address text not null,
    trading_date text not null,
    claimed_at real not null,
    sent_at real,
    primary key (address, trading_date)
)
