-- title: Findings
-- grain: one row a branch or region, the most pounds first
-- filters: dates, branch, region, franchise, rows
-- made: by tools/redshift.py from sql/reports/catalogue/findings.sql (types)
with chosen as (
  select distinct
    branch_id,
    region
  from branch_day_state
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
), fitting as (
  select
    found.*,
    row_number() over (order by abs(found.pence) desc, found.kind asc, found.subject asc) as place
  from trend_finding as found
  where
    found.branch_id in (
      select
        chosen.branch_id
      from chosen
    )
    or (
      cast(:branch_id as varchar(4096)) is null
      and cast(:franchise as varchar(4096)) is null
      and found.kind = 'region'
      and found.region in (
        select
          chosen.region
        from chosen
      )
    )
)
select
  place,
  subject,
  kind,
  weeks,
  peers,
  size as change,
  low as at_least,
  high as at_most,
  pence as week_pence,
  traffic_pence,
  items_pence,
  price_pence,
  mix_pence,
  words as finding
from fitting
where
  place <= :row_limit
order by
  place
