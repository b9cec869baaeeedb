-- title: Trend by branch
-- question: How did each branch's sales change over 4 and 13 weeks, and what drove it?
-- grain: one row a branch and number of weeks, the widest gap to its peers first
-- filters: dates, branch, region, franchise
-- needs: trends
-- units: branch text, region text, weeks weeks, change share, against_peers share, at_least share, at_most share,
--     peers text, peer_branches branches, net_pence pence, change_pence pence, traffic_pence pence, items_pence pence,
--     price_pence pence, mix_pence pence, against_peers_pence pence, compared_days days, wild_days days, note text
-- definition: The last four weeks of the dates beside the same weekdays 4 and 13 weeks earlier. Change is that of the
--     branch's own net sales, season and all. Against its peers is the part that its region did not share (or the
--     chain, where the region has five branches or fewer), with the least and the most that it may be in 95 of 100
--     cases. Pounds are a week's. Traffic (orders), items per order, price and mix sum to the change. Days count if
--     both are complete and neither is a bank holiday; wild days, far off the branch's others, are left out.
with
chosen as (
    select distinct branch_id
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and (cast(:branch_id as varchar) is null or branch_id = cast(:branch_id as varchar))
        and (cast(:region as varchar) is null or region = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or franchise = cast(:franchise as varchar))
)

select
    trend.subject as branch,
    trend.region,
    trend.weeks,
    trend.own as change,
    trend.against as against_peers,
    trend.low as at_least,
    trend.high as at_most,
    trend.peers,
    trend.peer_branches,
    trend.net_pence,
    trend.change_pence,
    trend.traffic_pence,
    trend.items_pence,
    trend.price_pence,
    trend.mix_pence,
    trend.against_pence as against_peers_pence,
    trend.days as compared_days,
    trend.wild_days,
    trend.reason as note
from trend
inner join chosen on trend.branch_id = chosen.branch_id
where trend.kind = 'branch'
order by trend.weeks desc, abs(trend.against_pence) desc nulls last, trend.subject, trend.branch_id
