-- title: the answer key's rejections
-- grain: one row a rejected row of a delivered file
-- filters: none
copy (  -- noqa: PRS
    select
        unnest(cast(:file as varchar[])) as file,
        unnest(cast(:line_no as bigint[])) as line_no,
        unnest(cast(:rule as varchar[])) as rule
) to :to_file (format parquet)
