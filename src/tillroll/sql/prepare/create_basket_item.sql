-- title: the items of each row's basket, as text
-- grain: one row an item, in basket order
-- filters: none; a line-grain row is one item; triples are joined again three by three, and a basket of another
-- length becomes one blank item, which no format can read
create or replace temp table basket_item as
with
basket as (
    select
        raw.rowid as row_no,
        raw.format_no,
        fmt.kind,
        case
            when fmt.kind = 'line' then [raw.basket]
            else string_split(coalesce(raw.basket, ''), fmt.item_separator)
        end as parts
    from raw_row as raw
    inner join read_format as fmt on raw.format_no = fmt.format_no
)

select
    row_no,
    format_no,
    unnest(parts) as item_text,
    generate_subscripts(parts, 1) as line_no
from basket
where kind <> 'triples'
union all
select
    row_no,
    format_no,
    unnest(list_transform(
        range(1, len(parts), 3),
        lambda place: parts[place] || chr(31) || parts[place + 1] || chr(31) || parts[place + 2]
    )) as item_text,
    unnest(range(1, len(parts) // 3 + 1)) as line_no
from basket
where kind = 'triples' and len(parts) % 3 = 0
union all
select
    row_no,
    format_no,
    '' as item_text,
    1 as line_no
from basket
where kind = 'triples' and len(parts) % 3 > 0
