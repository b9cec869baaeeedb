-- title: thirteen to nineteen random digits that belong to nobody
-- grain: a macro
-- filters: none
create or replace temp macro card_number(place) as (
    left(
        cast(3 + draw(place + 7) % 4 as varchar)
        || lpad(cast(draw(place + 8) % 1000000000 as varchar), 9, '0')
        || lpad(cast(draw(place + 9) % 1000000000 as varchar), 9, '0'),
        case
            when draw(place + 7) & 15 > 2 then 16
            when draw(place + 7) & 15 = 0 then 13
            when draw(place + 7) & 15 = 1 then 15
            else 19
        end
    )
)
