-- title: branch-days that were held only because no list named their branch, which one does by now
-- grain: one row a branch and trading date
-- filters: listed branches; days on which documents are held and none stands
select
    day.branch_id,
    day.trading_date
from document_day as day
inner join branch on day.branch_id = branch.branch_id
where branch.is_listed
group by day.branch_id, day.trading_date
having bool_or(day.outcome = 'held') and not bool_or(day.stands)
order by day.branch_id, day.trading_date
