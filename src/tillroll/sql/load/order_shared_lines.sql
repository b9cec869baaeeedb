-- title: lines of a sale that several documents claim, in an order of their own: each may list them in another
-- grain: one row an item of a sale whose place changes
-- filters: contested days; sales with more than one claim, or of a stream's twins, which share their numbers out
update sale_line
set line_no = placed.place
from (
    with
    claimed as (
        select
            claim.sale_id,
            claim.trading_date,
            count(*) over (partition by claim.sale_id, claim.trading_date) as claims,
            count(claim.content_key) over (
                partition by claim.branch_id, claim.trading_date, claim.content_key
            ) as twins
        from document_sale as claim
        inner join contested_day as contested
            on claim.branch_id = contested.branch_id and claim.trading_date = contested.trading_date
        where claim.trading_date between :first_day and :last_day
    ),

    shared as (
        select distinct
            sale_id,
            trading_date
        from claimed
        where claims > 1 or twins > 1
    )

    select
        line.sale_id,
        line.trading_date,
        line.line_no,
        cast(row_number() over (
            partition by line.sale_id
            order by
                line.product_id, line.quantity, line.gross_pence, line.discount_pence, line.tax_pence, line.line_no
        ) as integer) as place
    from sale_line as line
    inner join shared on line.sale_id = shared.sale_id and line.trading_date = shared.trading_date
    where line.trading_date between :first_day and :last_day
) as placed
where
    sale_line.sale_id = placed.sale_id
    and sale_line.trading_date = placed.trading_date
    and sale_line.line_no = placed.line_no
    and sale_line.trading_date between :first_day and :last_day
    and placed.line_no <> placed.place
