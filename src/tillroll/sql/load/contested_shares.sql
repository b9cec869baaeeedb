-- title: the documents' shares of contested days
-- grain: one row a document, branch, till and trading date
-- filters: none
select
    share_no,
    branch_id,
    trading_date,
    document_id,
    till,
    delivered_at,
    source,
    has_rejections,
    is_listed,
    reason
from contested_share
order by share_no
