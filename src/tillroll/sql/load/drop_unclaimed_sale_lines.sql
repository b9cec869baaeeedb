-- title: lines of sales that no document claims any longer, after a replay
-- grain: one row an item of a sale
-- filters: contested days
delete from sale_line
where
    trading_date between :first_day and :last_day
    and sale_id in (
        select sale.sale_id
        from sale
        inner join contested_day as contested
            on sale.branch_id = contested.branch_id and sale.trading_date = contested.trading_date
        left join document_sale as claim
            on sale.sale_id = claim.sale_id and sale.trading_date = claim.trading_date
        where claim.sale_id is null and sale.trading_date between :first_day and :last_day
    )
