-- title: Branches within the band of their peers
-- question: Where does a branch stand among branches like it?
-- grain: one row a branch, by name
-- filters: dates, branch, region, franchise
-- needs: peer_day, peer_sum, peer_shown, peer_told
-- units: branch text, region text, net_pence_per_open_hour pence per open hour, low_pence_per_open_hour pence per
--     open hour, median_pence_per_open_hour pence per open hour, high_pence_per_open_hour pence per open hour, peers
--     branches
-- definition: Net sales per open hour beside the 25th, 50th and 75th percentile of the branch's peers: the other
--     branches of its region with at least 30 open hours. The band is withheld where there are fewer than 5 peers or
--     one of them has more than 40% of their net sales, and where you may not see some of them and these are fewer
--     than 5; no peer is named. The filters choose which branches are shown, not which they are compared with. Only
--     complete branch-days count (late ones too, once they are whole).
select
    branch_name as branch,
    region,
    pence_per_hour as net_pence_per_open_hour,
    low as low_pence_per_open_hour,
    middle as median_pence_per_open_hour,
    high as high_pence_per_open_hour,
    peers
from peer_told
order by branch, region
