-- title: Best and worst branches against their peers
-- question: Which branches do better or worse than others like them?
-- grain: one row a branch, the best first; as many from the top as from the bottom, then those that are withheld
-- filters: dates, branch, region, franchise, rows
-- needs: peer_day
-- units: place rank, branch text, region text, times_median ratio, net_pence_per_open_hour pence per open hour,
--     median_pence_per_open_hour pence per open hour, peers branches, open_hours hours, net_pence pence
-- definition: Net sales per open hour, divided by the median of the branch's peers: the other branches of its region.
--     Open hours are the opening hours of its complete days; where they are unknown, from the hour of the first to
--     the hour of the last sale. A branch takes part with at least 30 open hours. With fewer than 5 peers the
--     comparison is withheld, and so it is where you may not see some of them and these are fewer than 5. The filters
--     choose which branches are shown, not which they are compared with. Only complete branch-days count (late ones
--     too, once they are whole).
with
shown as (
    select
        day_id,
        branch_id,
        branch_name,
        region
    from chosen_day
    where is_whole
),

named as (
    select distinct
        peer.peer_no,
        shown.branch_id,
        shown.branch_name
    from shown
    inner join peer_day as peer on shown.day_id = peer.day_id
),

peer_sum as (
    select
        peer.peer_no,
        peer.region,
        bool_and(peer.is_own) as is_own,
        cast(sum(peer.open_minutes) as double precision) / 60 as open_hours,
        60 * cast(sum(mart.net_pence) as double precision) / sum(peer.open_minutes) as net_pence_per_open_hour
    from peer_day as peer
    inner join branch_day as mart on peer.day_id = mart.day_id
    where mart.trading_date between :first_day and :last_day and peer.open_minutes > 0
    group by peer.peer_no, peer.region
),

own_sum as (
    select
        peer.peer_no,
        peer.region,
        cast(sum(peer.open_minutes) as double precision) / 60 as open_hours,
        sum(mart.net_pence) as net_pence,
        60 * cast(sum(mart.net_pence) as double precision) / sum(peer.open_minutes) as net_pence_per_open_hour
    from peer_day as peer
    inner join branch_day as mart on peer.day_id = mart.day_id
    where mart.trading_date between :first_day and :last_day and peer.open_minutes > 0 and peer.is_own
    group by peer.peer_no, peer.region
),

compared as (
    select
        own.peer_no,
        count(peer.peer_no) as peers,
        count(peer.peer_no) >= 5 and count(peer.peer_no) filter (where not peer.is_own) not between 1 and 4
            as is_told,
        percentile_cont(0.5) within group (order by peer.net_pence_per_open_hour) as median_pence_per_open_hour
    from own_sum as own
    left join peer_sum as peer
        on own.region = peer.region and own.peer_no <> peer.peer_no and peer.open_hours >= 30
    group by own.peer_no
),

judged as (
    select
        named.branch_name as branch,
        own.region,
        case
            when compared.is_told and own.open_hours >= 30 and compared.median_pence_per_open_hour > 0
                then own.net_pence_per_open_hour / compared.median_pence_per_open_hour
        end as times_median,
        case when own.open_hours >= 30 then own.net_pence_per_open_hour end as net_pence_per_open_hour,
        case when compared.is_told then compared.median_pence_per_open_hour end as median_pence_per_open_hour,
        compared.peers,
        own.open_hours,
        cast(own.net_pence as bigint) as net_pence
    from own_sum as own
    inner join compared on own.peer_no = compared.peer_no
    inner join named on own.peer_no = named.peer_no
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
