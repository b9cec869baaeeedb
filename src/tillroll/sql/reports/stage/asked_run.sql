-- title: the runs that a question about dates means
-- grain: one row a run
-- filters: those that took in files of :first_day to :last_day, or began on one of them (UTC)
select receipt.run_id
from document_day as told
inner join receipt on told.document_id = receipt.document_id
where told.trading_date between :first_day and :last_day
union distinct
select receipt.run_id
from document as doc
inner join receipt on doc.document_id = receipt.document_id
where doc.name_day between :first_day and :last_day
union distinct
select run_id
from run
where cast(started_at as date) between :first_day and :last_day
