-- title: the sales that customers make
-- grain: one row a sale
-- filters: the branch-days of this batch; the first sale of a day falls into its last three quarters of an hour
-- A sale has as many lines as one of the hundred of :line_counts.
create or replace temp table sim_sale as
with
numbered as (
    select
        day.*,
        unnest(range(1, day.orders + 1)) as number
    from sim_day as day
),

drawn as (
    select
        *,
        day_seed + number * 64 as place
    from numbered
),

timed as (
    select
        drawn.*,
        900 * case
            when drawn.number = 1 then drawn.last_quarter - draw(drawn.place + 1) % 3
            else slot.quarter
        end + draw(drawn.place + 2) % 900 as second
    from drawn
    inner join quarter_slot as slot
        on drawn.profile_no = slot.profile_no and draw(drawn.place + 1) & 511 = slot.slot_no
)

select
    cast(day_no as bigint) * 10000000000 + branch_no * 100000 + number as sale_no,
    branch_no,
    day_no,
    cast(file_no + case when tills = 2 then draw(place + 3) & 1 else 0 end as integer) as file_no,
    trading_date,
    trading_date + to_seconds(case when has_seconds then second else second - second % 60 end) as placed_at,
    cast(number as integer) as number,
    place,
    menu_no,
    list_no,
    case when second < 39600 then 0 when second < 50400 then 1 else 2 end as part_no,
    list_extract(cast(:line_counts as integer[]), draw(place + 4) % 100 + 1) as line_count,
    number > 1 and draw(place + 5) % 250 = 0 as is_refund,
    draw(place + 6) % 100 < card_share as is_card,
    cast(second as integer) as second
from timed
