-- title: Errors in the files
-- grain: one row a branch and rule, the most rows first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/errors_in_files.sql (types)
with chosen as (
  select
    *
  from lossy_document
  where
    trading_date between :first_day and :last_day
    and (
      cast(:branch_id as varchar(4096)) is null or branch_id = cast(:branch_id as varchar(4096))
    )
    and (
      cast(:region as varchar(4096)) is null or region = cast(:region as varchar(4096))
    )
    and (
      cast(:franchise as varchar(4096)) is null or franchise = cast(:franchise as varchar(4096))
    )
), lost as (
  select
    chosen.branch_name as branch,
    chosen.region,
    chosen.document_id,
    rejection.rule,
    rejection.detail as meaning,
    1 as row_count,
    rejection.pence
  from chosen
  inner join rejection
    on chosen.document_id = rejection.document_id
  where
    chosen.state <> 'unreadable'
  union all
  select
    branch_name as branch,
    region,
    document_id,
    cast('unreadable' as varchar(4096)) as rule,
    cast('the file could not be read' as varchar(4096)) as meaning,
    data_rows as row_count,
    pence_read as pence
  from chosen
  where
    state = 'unreadable'
)
select
  branch,
  region,
  rule,
  min(meaning) as meaning,
  count(distinct document_id) as files,
  cast(sum(row_count) as bigint) as rows_lost,
  cast(coalesce(sum(pence), 0) as bigint) as pence_lost
from lost
group by
  branch,
  region,
  rule
order by
  rows_lost desc,
  branch,
  region,
  rule
