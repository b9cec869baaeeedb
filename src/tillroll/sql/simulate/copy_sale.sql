-- title: the answer key's sales of this batch
-- grain: one row a sale
-- filters: none
copy (  -- noqa: PRS
    select
        sale.sale_no,
        branch.code as branch_code,
        branch.name as branch,
        file.till,
        sale.trading_date,
        sale.placed_at,
        case when branch.row_style = 4 then 'unknown' when sale.is_card then 'card' else 'cash' end as tender,
        sale.is_refund and (branch.row_style = 4 or total.total_pence < 0) as is_refund,
        cast(total.total_pence as bigint) as total_pence
    from sim_sale as sale
    inner join sim_total as total on sale.sale_no = total.sale_no
    inner join sim_branch as branch on sale.branch_no = branch.branch_no
    inner join sim_file as file on sale.file_no = file.file_no
    order by sale.sale_no
) to :to_file (format parquet)
