-- title: what changes when the data does
-- grain: one row
-- filters: none; the reference lists by the hash of what they hold, for they may change without a run
-- made: by tools/redshift.py from sql/reports/stage/data_version.sql (types, concat_ws)
select
  (
    select
      count(*)
    from run
  ) as runs,
  (
    select
      max(finished_at)
    from run
  ) as last_finished_at,
  (
    select
      count(*)
    from receipt
  ) as receipts,
  (
    select
      count(*)
    from decision
  ) as decisions,
  (
    select
      count(*)
    from restatement
  ) as restatements,
  (
    select
      md5(
        listagg(
          substring(coalesce('|' || branch_id, '') || coalesce('|' || name, '') || coalesce('|' || coalesce(code, '-'), '') || coalesce('|' || coalesce(region, '-'), '') || coalesce('|' || coalesce(nation, '-'), '') || coalesce('|' || coalesce(cast(opened_on as varchar(4096)), '-'), '') || coalesce('|' || coalesce(cast(closed_on as varchar(4096)), '-'), '') || coalesce('|' || time_zone, '') || coalesce('|' || is_open_on_bank_holidays, '') || coalesce('|' || has_hours, '') || coalesce('|' || is_listed, '') from 2) order by branch_id,
          chr(  10)
        )
      )
    from branch
  ) as branches,
  (
    select
      md5(
        listagg(
          substring(coalesce('|' || branch_id, '') || coalesce('|' || weekday, '') || coalesce('|' || opens_at, '') || coalesce('|' || closes_at, '') from 2) order by branch_id, weekday,
          chr(  10)
        )
      )
    from branch_hours
  ) as hours,
  (
    select
      md5(
        listagg(
          substring(coalesce('|' || branch_id, '') || coalesce('|' || franchise, '') || coalesce('|' || owned_from, '') || coalesce('|' || coalesce(cast(owned_to as varchar(4096)), '-'), '') from 2) order by branch_id, owned_from, franchise,
          chr(  10)
        )
      )
    from branch_franchise
  ) as franchises,
  (
    select
      md5(
        listagg(
          substring(coalesce('|' || branch_id, '') || coalesce('|' || region, '') || coalesce('|' || closed_from, '') || coalesce('|' || closed_to, '') || coalesce('|' || reason, '') from 2) order by branch_id, region, closed_from,
          chr(  10)
        )
      )
    from closure
  ) as closures,
  (
    select
      md5(
        listagg(
          substring(coalesce('|' || product_id, '') || coalesce('|' || coalesce(reporting_product, '-'), '') || coalesce('|' || coalesce(category, '-'), '') || coalesce('|' || coalesce(cast(is_coffee as varchar(4096)), '-'), '') || coalesce('|' || coalesce(cast(unit_cost_pence as varchar(4096)), '-'), '') || coalesce('|' || coalesce(cast(vat_rate as varchar(4096)), '-'), '') from 2) order by product_id,
          chr(  10)
        )
      )
    from product
  ) as products,
  (
    select
      md5(
        listagg(
          substring(coalesce('|' || name_key, '') || coalesce('|' || branch_id, '') from 2) order by name_key, branch_id,
          chr(  10)
        )
      )
    from branch_name
  ) as names
