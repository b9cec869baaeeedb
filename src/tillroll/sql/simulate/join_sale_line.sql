-- title: the answer key's lines of sales out of its batches' parts
-- grain: one row an item of a sale, in the order of the parts
-- filters: none
copy (  -- noqa: PRS
    select * from read_parquet(cast(:parts as varchar[]))
) to :to_file (format parquet)
