-- title: the last runs, newest first
-- grain: one row a run
-- filters: :row_limit runs at most
select
    started_at,
    finished_at,
    documents,
    sales_loaded,
    pence_loaded,
    rows_rejected,
    cost_micropence
from run
order by started_at desc, run_id
limit :row_limit
