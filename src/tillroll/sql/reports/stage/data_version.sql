-- title: what changes when the data does
-- grain: one row
-- filters: none
select
    (select count(*) from run) as runs,
    (select max(finished_at) from run) as last_finished_at,
    (select count(*) from receipt) as receipts,
    (select count(*) from decision) as decisions,
    (select count(*) from restatement) as restatements
