-- title: sales that no document claims any longer, after a replay
-- grain: one row a sale
-- filters: contested days
delete from sale
where
    trading_date between :first_day and :last_day
    and sale_id in (
        select known.sale_id
        from sale as known
        inner join contested_day as contested
            on known.branch_id = contested.branch_id and known.trading_date = contested.trading_date
        left join document_sale as claim
            on known.sale_id = claim.sale_id and known.trading_date = claim.trading_date
        where claim.sale_id is null and known.trading_date between :first_day and :last_day
    )
