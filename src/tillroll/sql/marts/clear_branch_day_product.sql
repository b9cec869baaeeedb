-- title: forget the branch_day_product rows of contested branch-days before they are written anew
-- grain: one row of branch_day_product
-- filters: contested days
delete from branch_day_product
where exists (
    select 1 from contested_day as contested
    where
        contested.branch_id = branch_day_product.branch_id and contested.trading_date = branch_day_product.trading_date
)
