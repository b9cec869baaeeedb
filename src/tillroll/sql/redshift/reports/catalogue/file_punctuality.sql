-- title: File punctuality
-- grain: one row a branch, the least punctual first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/file_punctuality.sql (filter)
with total as (
  select
    branch_name as branch,
    region,
    count(*) as expected,
    count(case when is_punctual then 1 end) as in_time,
    count(case when not is_punctual then 1 end) as not_in_time
  from chosen_day
  where
    is_expected and is_punctual is not null
  group by
    branch_id,
    branch_name,
    region
)
select
  branch,
  region,
  expected,
  in_time,
  not_in_time,
  case when expected >= 30 then cast(in_time as double precision) / expected end as punctual
from total
order by
  cast(in_time as double precision) / expected,
  not_in_time desc,
  branch,
  region
