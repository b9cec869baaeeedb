-- title: sales of contested days that the warehouse does not hold yet, each once
-- grain: one row a sale, with the staged sale that gives its tender and lines
-- filters: contested days; a late stream batch may renumber a known one's twins, so content finds the staged sale
with
unknown as (
    select
        claim.sale_id,
        claim.branch_id,
        claim.trading_date,
        claim.content_key
    from document_sale as claim
    inner join contested_day as contested
        on claim.branch_id = contested.branch_id and claim.trading_date = contested.trading_date
    where
        claim.trading_date between :first_day and :last_day
        and not exists (
            select 1 from sale as known
            where
                known.sale_id = claim.sale_id
                and known.trading_date = claim.trading_date
                and known.trading_date between :first_day and :last_day
        )
),

found as (
    select
        unknown.sale_id,
        staged.sale_no
    from unknown
    inner join staged_sale as staged
        on unknown.sale_id = staged.sale_id and unknown.trading_date = staged.trading_date
    union all
    select
        unknown.sale_id,
        staged.sale_no
    from unknown
    inner join staged_sale as staged
        on
            unknown.branch_id = staged.branch_id
            and unknown.trading_date = staged.trading_date
            and unknown.content_key = staged.content_key
)

select
    sale_id,
    min(sale_no) as sale_no
from found
group by sale_id
