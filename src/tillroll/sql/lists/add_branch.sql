-- title: branches, as the lists have them
-- grain: one row a branch
-- filters: none
insert into branch (
    branch_id,
    name,
    code,
    region,
    nation,
    opened_on,
    closed_on,
    time_zone,
    is_open_on_bank_holidays,
    has_hours,
    is_listed,
    branch_no
)
select
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:name as varchar[])) as name,
    unnest(cast(:code as varchar[])) as code,
    unnest(cast(:region as varchar[])) as region,
    unnest(cast(:nation as varchar[])) as nation,
    unnest(cast(:opened_on as date[])) as opened_on,
    unnest(cast(:closed_on as date[])) as closed_on,
    unnest(cast(:time_zone as varchar[])) as time_zone,
    unnest(cast(:is_open_on_bank_holidays as boolean[])) as is_open_on_bank_holidays,
    unnest(cast(:has_hours as boolean[])) as has_hours,
    unnest(cast(:is_listed as boolean[])) as is_listed,
    unnest(cast(:branch_no as bigint[])) as branch_no
