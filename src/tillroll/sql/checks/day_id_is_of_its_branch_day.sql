-- title: every mart gives a branch-day the id that follows from its branch and date
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
mart as (
    select distinct
        'branch_day' as mart,
        day_id,
        branch_id,
        trading_date
    from branch_day
    where trading_date between :first_day and :last_day
    union all
    select distinct
        'branch_hour' as mart,
        day_id,
        branch_id,
        trading_date
    from branch_hour
    where trading_date between :first_day and :last_day
    union all
    select distinct
        'branch_day_product' as mart,
        day_id,
        branch_id,
        trading_date
    from branch_day_product
    where trading_date between :first_day and :last_day
    union all
    select distinct
        'branch_day_tender' as mart,
        day_id,
        branch_id,
        trading_date
    from branch_day_tender
    where trading_date between :first_day and :last_day
    union all
    select distinct
        'branch_day_spend' as mart,
        day_id,
        branch_id,
        trading_date
    from branch_day_spend
    where trading_date between :first_day and :last_day
),

failing as (
    select concat_ws(' | ', mart, branch_id, trading_date) as example
    from mart
    where day_id is distinct from cast('0x' || left(md5(concat_ws('|', branch_id, trading_date)), 15) as bigint)
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
