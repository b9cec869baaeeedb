-- title: pence as pounds, as tills with floating-point money print them
-- grain: a macro
-- filters: none
create or replace temp macro short_money(pence) as (
    case when pence % 10 = 0 then left(exact_money(pence), -1) else exact_money(pence) end
)
