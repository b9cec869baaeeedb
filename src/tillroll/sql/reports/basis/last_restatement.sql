-- title: what was last changed of days that had been published
-- grain: one row, or none
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
with
chosen as (
    select
        branch_id,
        trading_date
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and branch_id = coalesce(:branch_id, branch_id)
        and region = coalesce(:region, region)
        and franchise = coalesce(:franchise, franchise)
)

select
    restated.restated_at,
    restated.document_id,
    named.file,
    cast(sum(restated.pence_after - restated.pence_before) as bigint) as pence,
    count(*) as days
from restatement as restated
inner join chosen on restated.branch_id = chosen.branch_id and restated.trading_date = chosen.trading_date
left join document_file as named on restated.document_id = named.document_id
where restated.trading_date between :first_day and :last_day
group by restated.restated_at, restated.run_id, restated.document_id, named.file
order by restated.restated_at desc, named.file
limit 1
