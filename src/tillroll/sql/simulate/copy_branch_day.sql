-- title: the answer key's branch-days
-- grain: one row a branch and trading date
-- filters: none
copy (  -- noqa: PRS
    select
        unnest(cast(:branch_code as varchar[])) as branch_code,
        unnest(cast(:branch as varchar[])) as branch,
        unnest(cast(:trading_date as date[])) as trading_date,
        unnest(cast(:is_expected as boolean[])) as is_expected,
        unnest(cast(:state as varchar[])) as state,
        unnest(cast(:true_sales as bigint[])) as true_sales,
        unnest(cast(:true_pence as bigint[])) as true_pence,
        unnest(cast(:sales as bigint[])) as sales,
        unnest(cast(:pence as bigint[])) as pence
) to :to_file (format parquet)
