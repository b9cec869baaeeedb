-- title: Best and worst branches against their peers
-- question: Which branches do better or worse than others like them?
-- grain: one row a branch, the best first; as many from the top as from the bottom, then those that are withheld
-- filters: dates, branch, region, franchise, rows
-- needs: peer_day, peer_sum, peer_shown
-- units: place rank, branch text, region text, times_median ratio, net_pence_per_open_hour pence per open hour,
--     median_pence_per_open_hour pence per open hour, peers branches, open_hours hours, net_pence pence
-- definition: Net sales per open hour, divided by the median of the branch's peers: the other branches of its region.
--     Open hours are the opening hours of its complete days; where they are unknown, from the hour of the first to
--     the hour of the last sale. A branch takes part with at least 30 open hours. With fewer than 5 peers the
--     comparison is withheld, and so it is where you may not see some of them and these are fewer than 5. The filters
--     choose which branches are shown, not which they are compared with. Only complete branch-days count (late ones
--     too, once they are whole).
with
compared as (
    select
        own.branch_id,
        count(peer.peer_no) as peers,
        count(peer.peer_no) >= 5 and count(case when not peer.is_own then 1 end) not between 1 and 4 as is_told,
        percentile_cont(0.5) within group (order by peer.pence_per_hour) as median_pence_per_open_hour
    from peer_shown as own
    left join peer_sum as peer
        on own.region = peer.region and own.peer_no <> peer.peer_no and peer.minutes >= 1800
    group by own.branch_id
),

judged as (
    select
        own.branch_name as branch,
        own.region,
        case
            when compared.is_told and own.minutes >= 1800 and compared.median_pence_per_open_hour > 0
                then own.pence_per_hour / compared.median_pence_per_open_hour
        end as times_median,
        case when own.minutes >= 1800 then own.pence_per_hour end as net_pence_per_open_hour,
        case when compared.is_told then compared.median_pence_per_open_hour end as median_pence_per_open_hour,
        compared.peers,
        cast(own.minutes as double precision) / 60 as open_hours,
        own.net_pence
    from peer_shown as own
    inner join compared on own.branch_id = compared.branch_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by times_median is null
            order by times_median desc, branch asc, region asc
        ) as place,
        count(times_median) over () as places
    from judged
)

select
    case when times_median is not null then place end as place,
    branch,
    region,
    times_median,
    net_pence_per_open_hour,
    median_pence_per_open_hour,
    peers,
    open_hours,
    net_pence
from ranked
where place <= :row_limit or (times_median is not null and place > places - :row_limit)
order by times_median is null, ranked.place
