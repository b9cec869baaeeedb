-- title: each branch beside the band of its peers, and whether the band may be told
-- grain: one row a branch of peer_shown
-- filters: peers are the other branches of its region with at least 30 open hours; a band may be told of at least 5,
--     none of them with over 40% of their net sales, and of none or at least 5 that are not in scope
with
band as (
    select
        own.branch_id,
        count(peer.peer_no) as peers,
        count(peer.peer_no) >= 5
        and count(case when not peer.is_own then 1 end) not between 1 and 4
        and max(peer.net_pence) <= 0.4 * sum(peer.net_pence) as is_told,
        percentile_cont(0.25) within group (order by peer.pence_per_hour) as low,
        percentile_cont(0.5) within group (order by peer.pence_per_hour) as middle,
        percentile_cont(0.75) within group (order by peer.pence_per_hour) as high
    from peer_shown as own
    left join peer_sum as peer
        on own.region = peer.region and own.peer_no <> peer.peer_no and peer.minutes >= 1800
    group by own.branch_id
)

select
    own.branch_id,
    own.branch_name,
    own.region,
    own.minutes,
    own.net_pence,
    case when own.minutes >= 1800 then own.pence_per_hour end as pence_per_hour,
    band.peers,
    case when band.is_told then band.low end as low,
    case when band.is_told then band.middle end as middle,
    case when band.is_told then band.high end as high
from peer_shown as own
inner join band on own.branch_id = band.branch_id
