-- title: trading dates and the earlier ones that they are compared with
-- grain: one row a pair
-- filters: none
select
    unnest(cast(:dates as date[])) as trading_date,
    unnest(cast(:earlier as date[])) as earlier_date
