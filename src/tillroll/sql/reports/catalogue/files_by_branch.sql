-- title: Files received and missing
-- question: What came from each branch, and what is missing?
-- grain: one row a branch, the most missing first
-- filters: dates, branch, region, franchise
-- units: branch text, region text, expected branch-days, complete branch-days, late branch-days, partial
--     branch-days, held branch-days, provisional branch-days, missing branch-days, punctual share
-- definition: Branch-days by their state in the register, as 'tillroll status' shows them; late ones are whole and
--     came after their deadline. Punctual is the share of the expected branch-days whose last sale had come by the
--     deadline, the later of 20:00 and closing time, plus the grace that the settings give, two hours unless they say
--     otherwise; it is withheld under 30 expected branch-days and where no deadline is known.
select
    branch_name as branch,
    region,
    count(case when is_expected then 1 end) as expected,
    count(case when is_expected and state = 'complete' then 1 end) as complete,
    count(case when is_expected and state = 'late' then 1 end) as late,
    count(case when is_expected and state = 'partial' then 1 end) as partial,
    count(case when is_expected and state = 'held' then 1 end) as held,
    count(case when is_expected and state = 'provisional' then 1 end) as provisional,
    count(case when is_expected and state = 'missing' then 1 end) as missing,
    case
        when count(case when is_expected then is_punctual end) >= 30
            then
                cast(count(case when is_expected and is_punctual then 1 end) as double precision)
                / count(case when is_expected then is_punctual end)
    end as punctual
from branch_day_state
where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar), branch_id)
    and region = coalesce(cast(:region as varchar), region)
    and franchise = coalesce(cast(:franchise as varchar), franchise)
group by branch_id, branch_name, region
having bool_or(is_expected)
order by missing desc, branch, region
