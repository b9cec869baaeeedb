-- title: the answer key's sales out of its batches' parts
-- grain: one row a sale, in the order of the parts
-- filters: none
copy (  -- noqa: PRS
    select
        *,
        sale_no not in (select unnest(cast(:uncounted as bigint[]))) as is_counted
    from read_parquet(cast(:parts as varchar[]))
) to :to_file (format parquet)
