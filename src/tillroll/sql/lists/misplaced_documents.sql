-- title: held documents of branches that no list names
-- grain: one row a document and branch
-- filters: branches that are not listed
select distinct
    day.branch_id,
    day.document_id,
    named.file
from document_day as day
inner join branch on day.branch_id = branch.branch_id
inner join document_file as named on day.document_id = named.document_id
where not branch.is_listed
order by named.file, day.branch_id
