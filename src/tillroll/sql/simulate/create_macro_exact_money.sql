-- title: pence as pounds with two decimals
-- grain: a macro
-- filters: none
create or replace temp macro exact_money(pence) as (
    case when pence < 0 then '-' else '' end
    || abs(pence) // 100 || '.' || lpad(cast(abs(pence) % 100 as varchar), 2, '0')
)
