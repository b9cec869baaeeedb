-- title: Findings
-- question: What changed so much, and so surely, that somebody should act?
-- grain: one row a branch or region, the most pounds first
-- filters: dates, branch, region, franchise, rows
-- needs: trend_findings
-- about: furthest week_pence by subject, weeks, kind
-- empty: Nothing moves away from its peers by more than chance explains among so many, as far as there are days and
--     peers enough to tell.
-- units: place rank, subject text, kind text, weeks weeks, peers text, change share, at_least share, at_most share,
--     week_pence pence, traffic_pence pence, items_pence pence, price_pence pence, mix_pence pence, finding text
-- definition: Changes over 4 or 13 weeks of 5% or more that the subject's peers did not share: a branch's beside its
--     region (or the chain, where the region has five branches or fewer), a region's beside the chain. They are so
--     sure that chance alone should give 200 branches fewer than one a week. A subject has one finding, over
--     the weeks with the more pounds. Pounds are a week's beyond the peers; traffic (orders), items per order, price
--     and mix sum to them. Findings of regions are shown where no branch or franchise is chosen. Products have none:
--     in one year's data a product's trend can't be told from its season.
with
chosen as (
    select distinct
        branch_id,
        region
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and (cast(:branch_id as varchar) is null or branch_id = cast(:branch_id as varchar))
        and (cast(:region as varchar) is null or region = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or franchise = cast(:franchise as varchar))
),

fitting as (
    select
        found.*,
        row_number() over (order by abs(found.pence) desc, found.kind asc, found.subject asc) as place
    from trend_finding as found
    where
        found.branch_id in (select chosen.branch_id from chosen)
        or (
            cast(:branch_id as varchar) is null
            and cast(:franchise as varchar) is null
            and found.kind = 'region'
            and found.region in (select chosen.region from chosen)
        )
)

select
    place,
    subject,
    kind,
    weeks,
    peers,
    size as change,
    low as at_least,
    high as at_most,
    pence as week_pence,
    traffic_pence,
    items_pence,
    price_pence,
    mix_pence,
    words as finding
from fitting
where place <= :row_limit
order by place
