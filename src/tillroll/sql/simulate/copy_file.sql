-- title: the answer key's files
-- grain: one row a delivered file
-- filters: none
copy (  -- noqa: PRS
    select
        unnest(cast(:file as varchar[])) as file,
        unnest(cast(:delivered_at as timestamp[])) as delivered_at,
        unnest(cast(:branch_code as varchar[])) as branch_code,
        unnest(cast(:branch as varchar[])) as branch,
        unnest(cast(:trading_date as date[])) as trading_date,
        unnest(cast(:fault as varchar[])) as fault,
        unnest(cast(:outcome as varchar[])) as outcome,
        unnest(cast(:data_rows as bigint[])) as data_rows,
        unnest(cast(:rows_rejected as bigint[])) as rows_rejected,
        unnest(cast(:rows_blank as bigint[])) as rows_blank,
        unnest(cast(:sales as bigint[])) as sales,
        unnest(cast(:pence as bigint[])) as pence
) to :to_file (format parquet)
