-- title: File punctuality
-- question: Whose files come in time?
-- grain: one row a branch, the least punctual first
-- filters: dates, branch, region, franchise
-- about: highest not_in_time by branch, region
-- units: branch text, region text, expected branch-days, in_time branch-days, not_in_time branch-days, punctual share
-- definition: Expected branch-days of which the last sale had come by the deadline: the later of 20:00 and closing
--     time, plus the grace that the settings give, two hours unless they say otherwise. A day that is missing was not
--     in time. Branches without a known deadline are left out. The share is withheld under 30 branch-days.
with
total as (
    select
        branch_name as branch,
        region,
        count(*) as expected,
        count(*) filter (where is_punctual) as in_time,
        count(*) filter (where not is_punctual) as not_in_time
    from chosen_day
    where is_expected and is_punctual is not null
    group by branch_id, branch_name, region
)

select
    branch,
    region,
    expected,
    in_time,
    not_in_time,
    case when expected >= 30 then cast(in_time as double precision) / expected end as punctual
from total
order by cast(in_time as double precision) / expected, not_in_time desc, branch, region
