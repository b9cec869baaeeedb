-- title: one round of mixing a whole number of 32 bits
-- grain: a macro
-- filters: none; plain arithmetic, so that every version of the engine draws the same
create or replace temp macro scramble(number) as (xor(number, number >> 16) * 73244475) & 4294967295
