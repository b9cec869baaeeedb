-- title: a run tells what it cost
-- grain: none
-- filters: none
alter table run add column cost_micropence bigint
