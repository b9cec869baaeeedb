-- title: what people have decided about a document
-- grain: one row a trading date and decision, in the order in which they were decided
-- filters: document :document_id
select
    trading_date,
    decided_at,
    keep,
    bool_or(is_standing_rule) as is_standing_rule
from decision
where document_id = :document_id
group by trading_date, decided_at, keep
order by decided_at, trading_date, keep
