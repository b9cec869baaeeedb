-- title: Branches within the band of their peers
-- question: Where does a branch stand among branches like it?
-- grain: one row a branch, by name
-- filters: dates, branch, region, franchise
-- needs: peer_day, peer_sum, peer_shown
-- units: branch text, region text, net_pence_per_open_hour pence per open hour, low_pence_per_open_hour pence per
--     open hour, median_pence_per_open_hour pence per open hour, high_pence_per_open_hour pence per open hour, peers
--     branches
-- definition: Net sales per open hour beside the 25th, 50th and 75th percentile of the branch's peers: the other
--     branches of its region with at least 30 open hours. The band is withheld where there are fewer than 5 peers or
--     one of them has more than 40% of their net sales, and where you may not see some of them and these are fewer
--     than 5; no peer is named. The filters choose which branches are shown, not which they are compared with. Only
--     complete branch-days count (late ones too, once they are whole).
with
band as (
    select
        own.branch_id,
        own.branch_name,
        own.region,
        own.minutes,
        own.pence_per_hour,
        count(peer.peer_no) as peers,
        count(peer.peer_no) >= 5
        and count(case when not peer.is_own then 1 end) not between 1 and 4
        and max(peer.net_pence) <= 0.4 * sum(peer.net_pence) as is_shown,
        percentile_cont(0.25) within group (order by peer.pence_per_hour) as low,
        percentile_cont(0.5) within group (order by peer.pence_per_hour) as middle,
        percentile_cont(0.75) within group (order by peer.pence_per_hour) as high
    from peer_shown as own
    left join peer_sum as peer
        on own.region = peer.region and own.peer_no <> peer.peer_no and peer.minutes >= 1800
    group by own.branch_id, own.branch_name, own.region, own.minutes, own.pence_per_hour
)

select
    branch_name as branch,
    region,
    case when minutes >= 1800 then pence_per_hour end as net_pence_per_open_hour,
    case when is_shown then low end as low_pence_per_open_hour,
    case when is_shown then middle end as median_pence_per_open_hour,
    case when is_shown then high end as high_pence_per_open_hour,
    peers
from band
order by branch, region
