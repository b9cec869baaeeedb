-- title: a person's decision
-- grain: one row a document's share of a branch-day
-- filters: none
insert into decision (
    document_id, branch_id, till, trading_date, decided_at, keep, is_standing_rule
)
values (
    cast(:document_id as uuid), :branch_id, :till, cast(:trading_date as date), cast(:decided_at as timestamp),
    :keep, :is_standing_rule
)
