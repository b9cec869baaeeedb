-- title: what a warehouse comes to
-- grain: one row
-- filters: none
select
    (select count(*) from document) as documents,
    (select count(*) from current_sale) as sales,
    (select cast(coalesce(sum(total_pence), 0) as bigint) from current_sale) as pence,
    (select count(*) from rejection) as rows_rejected,
    (select count(*) from decision) as decisions
