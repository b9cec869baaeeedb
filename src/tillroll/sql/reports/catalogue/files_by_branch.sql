-- title: Files received and missing
-- question: What came from each branch, and what is missing?
-- grain: one row a branch, the most missing first
-- filters: dates, branch, region, franchise
-- about: highest missing by branch, region
-- units: branch text, region text, expected branch-days, complete branch-days, late branch-days, partial
--     branch-days, held branch-days, provisional branch-days, missing branch-days, punctual share
-- definition: Branch-days by their state in the register, as 'tillroll status' shows them; late ones are whole and
--     came after their deadline. Punctual is the share of the expected branch-days whose last sale had come by the
--     deadline, the later of 20:00 and closing time, plus the grace that the settings give, two hours unless they say
--     otherwise; it is withheld under 30 expected branch-days and where no deadline is known.
select
    branch_name as branch,
    region,
    count(*) filter (where is_expected) as expected,
    count(*) filter (where is_expected and state = 'complete') as complete,
    count(*) filter (where is_expected and state = 'late') as late,
    count(*) filter (where is_expected and state = 'partial') as partial,
    count(*) filter (where is_expected and state = 'held') as held,
    count(*) filter (where is_expected and state = 'provisional') as provisional,
    count(*) filter (where is_expected and state = 'missing') as missing,
    case
        when count(is_punctual) filter (where is_expected) >= 30
            then
                cast(count(*) filter (where is_expected and is_punctual) as double precision)
                / nullif(count(is_punctual) filter (where is_expected), 0)
    end as punctual
from chosen_day
group by branch_id, branch_name, region
having bool_or(is_expected)
order by missing desc, branch, region
