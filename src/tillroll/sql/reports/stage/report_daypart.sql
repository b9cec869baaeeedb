-- title: the parts of a trading day
-- grain: one row an hour of the wall clock
-- filters: none
select
    cast(part.daypart as varchar) as daypart,
    part.place,
    part.hour
from (
    values
    ('early', 1, 4),
    ('early', 1, 5),
    ('early', 1, 6),
    ('early', 1, 7),
    ('morning', 2, 8),
    ('morning', 2, 9),
    ('morning', 2, 10),
    ('morning', 2, 11),
    ('lunch', 3, 12),
    ('lunch', 3, 13),
    ('lunch', 3, 14),
    ('afternoon', 4, 15),
    ('afternoon', 4, 16),
    ('afternoon', 4, 17),
    ('evening', 5, 18),
    ('evening', 5, 19),
    ('evening', 5, 20),
    ('evening', 5, 21),
    ('evening', 5, 22),
    ('evening', 5, 23),
    ('evening', 5, 0),
    ('evening', 5, 1),
    ('evening', 5, 2),
    ('evening', 5, 3)
) as part (daypart, place, hour)
