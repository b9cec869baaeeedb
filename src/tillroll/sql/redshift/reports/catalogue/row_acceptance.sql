-- title: Row acceptance
-- grain: one row a branch, the least accepted first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/row_acceptance.sql (types, string_agg)
with broken as (
  select
    document_id,
    branch_id,
    branch_name,
    region,
    rows_rejected
  from lossy_document
  where
    state <> 'unreadable'
    and trading_date between :first_day and :last_day
    and (
      cast(:branch_id as varchar(4096)) is null or branch_id = cast(:branch_id as varchar(4096))
    )
    and (
      cast(:region as varchar(4096)) is null or region = cast(:region as varchar(4096))
    )
    and (
      cast(:franchise as varchar(4096)) is null or franchise = cast(:franchise as varchar(4096))
    )
), told as (
  select
    share.document_id,
    day.branch_id,
    day.branch_name,
    day.region,
    case when share.outcome = 'held' then 0 else share.row_count end as accepted,
    case when share.outcome = 'held' then share.row_count else 0 end as held,
    0 as rejected
  from chosen_day as day
  inner join document_day as share
    on day.branch_id = share.branch_id and day.trading_date = share.trading_date
  where
    not share.document_id in (
      select
        foreign_document.document_id
      from foreign_document
    )
  union all
  select
    document_id,
    branch_id,
    branch_name,
    region,
    0 as accepted,
    0 as held,
    rows_rejected as rejected
  from broken
), total as (
  select
    branch_id,
    branch_name as branch,
    region,
    count(distinct document_id) as files,
    cast(sum(accepted + held + rejected) as bigint) as data_rows,
    cast(sum(accepted) as bigint) as accepted,
    cast(sum(held) as bigint) as held,
    cast(sum(rejected) as bigint) as rejected
  from told
  group by
    branch_id,
    branch_name,
    region
), counted as (
  select
    broken.branch_id,
    rejection.rule,
    count(*) as row_count
  from broken
  inner join rejection
    on broken.document_id = rejection.document_id
  group by
    broken.branch_id,
    rejection.rule
), reason as (
  select
    branch_id,
    listagg(rule || ' ' || cast(row_count as varchar(4096)), ', ') within group (order by
      row_count desc,
      rule asc) as reasons
  from counted
  group by
    branch_id
)
select
  total.branch,
  total.region,
  total.files,
  total.data_rows,
  total.accepted,
  total.held,
  total.rejected,
  case
    when total.data_rows >= 30 and total.branch_id <> ''
    then cast(total.accepted as double precision) / total.data_rows
  end as acceptance,
  reason.reasons
from total
left join reason
  on total.branch_id = reason.branch_id
order by
  acceptance asc,
  total.branch asc,
  total.region asc
