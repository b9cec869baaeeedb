-- title: the parts of a trading day
-- grain: one row a run of hours of one part
-- filters: none; the hours are those of the wall clock
select
    cast(part.daypart as varchar) as daypart,
    part.place,
    part.from_hour,
    part.to_hour
from (
    values
    ('early', 1, 4, 8),
    ('morning', 2, 8, 12),
    ('lunch', 3, 12, 15),
    ('afternoon', 4, 15, 18),
    ('evening', 5, 18, 24),
    ('evening', 5, 0, 4)
) as part (daypart, place, from_hour, to_hour)
