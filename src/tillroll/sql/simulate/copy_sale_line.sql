-- title: the answer key's lines of sales of this batch
-- grain: one row an item of a sale
-- filters: none
copy (  -- noqa: PRS
    select
        line.sale_no,
        line.line_no,
        item.name,
        item.flavour,
        item.size,
        cast(line.quantity as decimal(12, 3)) as quantity,
        cast(line.gross_pence as bigint) as gross_pence,
        cast(line.discount_pence as bigint) as discount_pence,
        cast(line.net_pence as bigint) as net_pence,
        cast(line.tax_pence as bigint) as tax_pence
    from sim_line as line
    inner join sim_item as item on line.item_no = item.item_no
    order by line.sale_no, line.line_no
) to :to_file (format parquet)
