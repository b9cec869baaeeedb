-- title: Trend by region
-- question: How did each region's sales and the chain's change over 4 and 13 weeks, and what drove it?
-- grain: one row a region and number of weeks, and one of the chain or the reader's part of it
-- filters: dates, region, franchise
-- needs: chosen_trends
-- units: area text, weeks weeks, change share, change_at_least share, change_at_most share, against_chain share,
--     at_least share, at_most share, branches branches, net_pence pence, change_pence pence, traffic_pence pence,
--     items_pence pence, price_pence pence, mix_pence pence, against_chain_pence pence, note text
-- definition: The last four weeks of the dates beside the same weekdays 4 and 13 weeks earlier, over the branches that
--     can be compared: those with at least 12 days in three of the weeks that are complete on both sides. Each branch
--     counts once. Change has the season in it; against the chain it has not. A region needs five branches that can be
--     compared. Intervals hold the true change in 95 of 100 cases; they mind how branches differ and that a region's
--     days go up and down together. Pounds are a week's; traffic, items per order, price and mix sum to the change.
--     Who sees a part of the chain is told of their own branches of a region beside all of the chain, where at least
--     five of its other branches are not theirs and none of these has over 40% of the net sales of all; where they see
--     fewer than five of a region, of the whole region without pounds, if as many others are in it. Instead of the
--     chain they have a row of all their branches, where five or more of them can be compared. With a franchise
--     chosen all this is of its branches, beside all of the chain as before, and the row is of all of them; with a
--     region chosen the row, or the chain, is left out.
with
chosen as (
    select distinct region
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and (cast(:region as varchar) is null or region = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or franchise = cast(:franchise as varchar))
)

select
    trend.subject as area,
    trend.weeks,
    trend.own as change,
    trend.own_low as change_at_least,
    trend.own_high as change_at_most,
    trend.against as against_chain,
    trend.low as at_least,
    trend.high as at_most,
    trend.peer_branches as branches,
    trend.net_pence,
    trend.change_pence,
    trend.traffic_pence,
    trend.items_pence,
    trend.price_pence,
    trend.mix_pence,
    trend.against_pence as against_chain_pence,
    trend.reason as note
from trend
where
    (trend.kind = 'region' and trend.region in (select chosen.region from chosen))
    or (trend.kind = 'chain' and cast(:region as varchar) is null)
order by trend.weeks desc, trend.kind, abs(trend.against_pence) desc nulls last, trend.subject
