-- title: Branches within the band of their peers
-- question: Where does a branch stand among branches like it?
-- grain: one row a branch, by name
-- filters: dates, branch, region, franchise
-- units: branch text, region text, net_pence_per_open_hour pence per open hour, low_pence_per_open_hour pence per
--     open hour, median_pence_per_open_hour pence per open hour, high_pence_per_open_hour pence per open hour, peers
--     branches
-- definition: Net sales per open hour beside the 25th, 50th and 75th percentile of the branch's peers: the other
--     branches of its region with at least 30 open hours. The band is withheld where there are fewer than 5 peers or
--     one of them has more than 40% of their net sales; no peer is named. The filters choose which branches are
--     shown, not which they are compared with. Only complete branch-days count (late ones too, once they are whole).
with
shown as (
    select distinct branch_id
    from chosen_day
    where is_whole
),

branch_sum as (
    select
        day.branch_id,
        day.branch_name,
        day.region,
        sum(day.open_minutes) as minutes,
        sum(mart.net_pence) as net_pence,
        60 * cast(sum(mart.net_pence) as double precision) / sum(day.open_minutes) as pence
    from branch_day_state as day
    inner join branch_day as mart on day.day_id = mart.day_id
    where
        day.trading_date between :first_day and :last_day
        and mart.trading_date between :first_day and :last_day
        and day.is_whole
        and day.open_minutes > 0
    group by day.branch_id, day.branch_name, day.region
),

band as (
    select
        own.branch_id,
        own.branch_name,
        own.region,
        own.minutes,
        own.pence,
        count(peer.branch_id) as peers,
        count(peer.branch_id) >= 5 and max(peer.net_pence) <= 0.4 * sum(peer.net_pence) as is_shown,
        percentile_cont(0.25) within group (order by peer.pence) as low,
        percentile_cont(0.5) within group (order by peer.pence) as middle,
        percentile_cont(0.75) within group (order by peer.pence) as high
    from branch_sum as own
    inner join shown on own.branch_id = shown.branch_id
    left join branch_sum as peer
        on own.region = peer.region and own.branch_id <> peer.branch_id and peer.minutes >= 1800
    group by own.branch_id, own.branch_name, own.region, own.minutes, own.pence
)

select
    branch_name as branch,
    region,
    case when minutes >= 1800 then pence end as net_pence_per_open_hour,
    case when is_shown then low end as low_pence_per_open_hour,
    case when is_shown then middle end as median_pence_per_open_hour,
    case when is_shown then high end as high_pence_per_open_hour,
    peers
from band
order by branch, region
