-- title: the answer key's list of what was planted
-- grain: one row a trend, price change, promotion, sell-out, event, closure or fault
-- filters: none
copy (  -- noqa: PRS
    select
        unnest(cast(:kind as varchar[])) as kind,
        unnest(cast(:subject as varchar[])) as subject,
        unnest(cast(:detail as varchar[])) as detail,
        unnest(cast(:from_date as date[])) as from_date,
        unnest(cast(:to_date as date[])) as to_date,
        unnest(cast(:size as double[])) as size
) to :to_file (format parquet)
