-- title: the branches that a comparison with peers shows, each with the number that stands for it among them
-- grain: one row a branch, its region and its sums in scope
-- filters: branches with a complete branch-day in chosen_day
select
    named.branch_id,
    named.branch_name,
    own.peer_no,
    own.region,
    own.own_minutes as minutes,
    own.own_pence as net_pence,
    own.own_pence_per_hour as pence_per_hour
from (
    select distinct
        day.branch_id,
        day.branch_name,
        peer.peer_no
    from chosen_day as day
    inner join peer_day as peer on day.day_id = peer.day_id
    where day.is_whole
) as named
inner join peer_sum as own on named.peer_no = own.peer_no
where own.own_minutes > 0
