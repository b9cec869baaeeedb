-- title: what each branch of the chain takes an open hour, without its name
-- grain: one row a branch with open minutes, and its region
-- filters: complete branch-days of peer_day from :first_day to :last_day; what is own is of those in scope
select
    peer.peer_no,
    peer.region,
    bool_and(peer.is_own) as is_own,
    sum(peer.open_minutes) as minutes,
    cast(sum(mart.net_pence) as bigint) as net_pence,
    60 * cast(sum(mart.net_pence) as double precision) / sum(peer.open_minutes) as pence_per_hour,
    sum(case when peer.is_own then peer.open_minutes end) as own_minutes,
    cast(sum(case when peer.is_own then mart.net_pence end) as bigint) as own_pence,
    60
    * cast(sum(case when peer.is_own then mart.net_pence end) as double precision)
    / nullif(sum(case when peer.is_own then peer.open_minutes end), 0) as own_pence_per_hour
from peer_day as peer
inner join branch_day as mart on peer.day_id = mart.day_id
where mart.trading_date between :first_day and :last_day and peer.open_minutes > 0
group by peer.peer_no, peer.region
