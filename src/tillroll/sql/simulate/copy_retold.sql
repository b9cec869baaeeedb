-- title: the answer key's sales that count otherwise than they were made
-- grain: one row a sale as a file tells it
-- filters: none
copy (  -- noqa: PRS
    select
        unnest(cast(:sale_no as bigint[])) as sale_no,
        unnest(cast(:placed_at as timestamp[])) as placed_at,
        unnest(cast(:pence as bigint[])) as total_pence
) to :to_file (format parquet)
