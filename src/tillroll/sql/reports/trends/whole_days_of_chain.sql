-- title: the whole days of the whole chain, for who sees a part of it: only what is made of many branches is shown
-- grain: one row a branch and trading date
-- filters: none: those that are told, from :earliest_day to :last_day
select
    sold.day_id,
    told.branch_id,
    told.trading_date
from (
    select
        unnest(cast(:branch_ids as varchar[])) as branch_id,
        unnest(cast(:trading_dates as date[])) as trading_date
) as told
inner join branch_day as sold on told.branch_id = sold.branch_id and told.trading_date = sold.trading_date
where sold.trading_date between :earliest_day and :last_day
