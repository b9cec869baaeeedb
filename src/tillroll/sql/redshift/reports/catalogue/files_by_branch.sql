-- title: Files received and missing
-- grain: one row a branch, the most missing first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/files_by_branch.sql (filter)
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
    then cast(count(case when is_expected and is_punctual then 1 end) as double precision) / nullif(count(case when is_expected then is_punctual end), 0)
  end as punctual
from chosen_day
group by
  branch_id,
  branch_name,
  region
having
  bool_or(is_expected)
order by
  missing desc,
  branch,
  region
