-- title: one table of the answer key out of its batches' parts
-- grain: as in the parts, in their order
-- filters: none
copy (  -- noqa: PRS
    select * from read_parquet(cast(:parts as varchar[]))
) to :to_file (format parquet)
