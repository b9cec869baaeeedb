-- title: what sold on every branch-day that a batch changes
-- grain: one row a branch, trading date and product
-- filters: staged sales of fresh days; current sales of contested days
create or replace temp table changed_product as
select
    branch_id,
    trading_date,
    product_id,
    cast(sum(units) as decimal(12, 3)) as units,
    cast(count(*) filter (not is_refund) as integer) as orders,
    cast(sum(gross_pence) as bigint) as gross_pence,
    cast(sum(net_pence) as bigint) as net_pence
from (
    select
        staged.branch_id,
        staged.trading_date,
        line.product_id,
        staged.is_refund,
        sum(line.quantity) as units,
        sum(line.gross_pence) as gross_pence,
        sum(line.net_pence) as net_pence
    from staged_sale_line as line
    inner join staged_sale as staged on line.sale_no = staged.sale_no
    inner join branch on staged.branch_id = branch.branch_id and branch.is_listed
    left join contested_day as contested
        on staged.branch_id = contested.branch_id and staged.trading_date = contested.trading_date
    where contested.branch_id is null
    group by line.sale_no, staged.branch_id, staged.trading_date, line.product_id, staged.is_refund
    union all
    select
        line.branch_id,
        line.trading_date,
        line.product_id,
        line.is_refund,
        sum(line.quantity) as units,
        sum(line.gross_pence) as gross_pence,
        sum(line.net_pence) as net_pence
    from current_sale_line as line
    inner join contested_day as contested
        on line.branch_id = contested.branch_id and line.trading_date = contested.trading_date
    where line.trading_date between :first_day and :last_day
    group by line.sale_id, line.branch_id, line.trading_date, line.product_id, line.is_refund
)
group by branch_id, trading_date, product_id
