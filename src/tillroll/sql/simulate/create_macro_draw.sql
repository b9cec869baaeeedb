-- title: a number from 0 to 2^32 - 1 that looks random, for each place in a sequence
-- grain: a macro
-- filters: none
create or replace temp macro draw(place) as (
    xor(scramble(scramble(place & 4294967295)), scramble(scramble(place & 4294967295)) >> 16)
)
