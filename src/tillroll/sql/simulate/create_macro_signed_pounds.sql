-- title: pence as pounds with their sign
-- grain: a macro
-- filters: none
create or replace temp macro signed_pounds(pence) as (
    case when pence < 0 then '-£' else '£' end || exact_money(abs(pence))
)
