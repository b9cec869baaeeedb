-- title: Trend by product
-- question: Which products sell more or less than 4 and 13 weeks ago, beside all that is sold?
-- grain: one row a product and number of weeks, the widest gap first
-- filters: dates, branch, region, franchise, product, category, rows
-- needs: product_trends
-- empty: No branch has sales enough to tell. It takes 12 days in three of the last four weeks, and the same weekdays
--     four weeks before them: some seven weeks of whole days.
-- units: product text, category text, weeks weeks, change share, against_all share, at_least share, at_most share,
--     net_pence pence, change_pence pence, units_pence pence, price_pence pence, against_all_pence pence
-- definition: The last four weeks of the dates beside the same weekdays 4 and 13 weeks earlier, over the branch-days
--     that trends compare; where branches are chosen, over theirs alone, and over those that are a franchise's own now.
--     Against all is the part that all that these branches sold did not share. Products go up and down with the season:
--     how far they scatter together widens the least and the most that each may be. Pounds are a week's; what more
--     units and what higher prices brought sum to the change. Changes as shares are withheld under 30 units or 12 days,
--     and where on more than a tenth of the days a product sold only now or only then: of one branch that may be most.
--     Who sees a part of the chain is told of their own branches alone. As many rows of each number of weeks as asked
--     for.
with
dated as (
    select max(trading_date) as trading_date
    from branch_day_state
    where trading_date between :first_day and :last_day
),

placed as (
    select
        trend_product.*,
        row_number() over (
            partition by trend_product.weeks
            order by
                abs(coalesce(trend_product.against_pence, 0)) desc,
                abs(trend_product.change_pence) desc,
                trend_product.product asc,
                trend_product.category asc
        ) as place
    from trend_product
    cross join dated
    where
        dated.trading_date is not null
        and (cast(:product as varchar) is null or trend_product.product = cast(:product as varchar))
        and (cast(:category as varchar) is null or trend_product.category = cast(:category as varchar))
)

select
    product,
    category,
    weeks,
    own as change,
    against as against_all,
    low as at_least,
    high as at_most,
    net_pence,
    change_pence,
    units_pence,
    price_pence,
    against_pence as against_all_pence
from placed
where place <= :row_limit
order by weeks desc, place
