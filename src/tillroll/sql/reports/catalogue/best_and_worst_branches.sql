-- title: Best and worst branches against their peers
-- question: Which branches do better or worse than others like them?
-- grain: one row a branch, the best first; as many from the top as from the bottom, then those that are withheld
-- filters: dates, branch, region, franchise, rows
-- needs: peer_day, peer_sum, peer_shown, peer_told
-- about: ends times_median by branch, region
-- units: place rank, branch text, region text, times_median ratio, net_pence_per_open_hour pence per open hour,
--     median_pence_per_open_hour pence per open hour, peers branches, open_hours hours, net_pence pence
-- definition: Net sales per open hour, divided by the median of the branch's peers: the other branches of its region.
--     Open hours are the opening hours of its complete days; where they are unknown, from the hour of the first to
--     the hour of the last sale. A branch takes part with at least 30 open hours. With fewer than 5 peers, or one of
--     them with more than 40% of their net sales, the comparison is withheld, and so it is where you may not see some
--     of them and these are fewer than 5. The filters choose which branches are shown, not which they are compared
--     with. Only complete branch-days count (late ones too, once they are whole).
with
judged as (
    select
        branch_name as branch,
        region,
        case when middle > 0 then pence_per_hour / middle end as times_median,
        pence_per_hour as net_pence_per_open_hour,
        middle as median_pence_per_open_hour,
        peers,
        cast(minutes as double precision) / 60 as open_hours,
        net_pence
    from peer_told
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
