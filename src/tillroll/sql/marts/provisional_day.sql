-- title: branch-days some of whose sales only the stream vouches for
-- grain: one row a branch and trading date
-- filters: none
select
    unnest(cast(:branch_ids as varchar[])) as branch_id,
    unnest(cast(:trading_dates as date[])) as trading_date
