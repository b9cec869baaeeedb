-- title: the rows of tills that write one row a sale
-- grain: one row a sale
-- filters: not Square
create or replace temp table sale_row as
with
told as (
    select
        sale.sale_no,
        sale.file_no,
        sale.placed_at,
        total.total_pence,
        total.line_count,
        total.basket,
        branch.name as branch,
        branch.row_style,
        branch.is_streaming,
        customer.name as customer,
        case when sale.is_card then 'CARD' else 'CASH' end as tender,
        case when sale.is_card then card_number(sale.place) else '' end as card
    from sim_sale as sale
    inner join sim_total as total on sale.sale_no = total.sale_no
    inner join sim_branch as branch on sale.branch_no = branch.branch_no and branch.row_style <> 4
    inner join sim_customer as customer on draw(sale.place + 40) % :customers = customer.customer_no
)

select
    sale_no,
    file_no,
    placed_at,
    total_pence,
    case row_style
        when 0
            then strftime(placed_at, '%d/%m/%Y %H:%M') || ',' || branch || ',' || customer || ','
                || case when line_count > 1 then '"' || basket || '"' else basket end || ','
                || short_money(total_pence) || ',' || tender || ',' || card
        when 1
            then strftime(placed_at, '%d/%m/%Y %H:%M') || ',' || branch || ',' || customer || ','
                || case when line_count > 1 then '"' || basket || '"' else basket end || ','
                || exact_money(total_pence) || ',' || tender || ',' || card
        when 2
            then strftime(placed_at, '%-d/%-m/%Y %-H:%M') || ',' || branch || ',' || customer || ','
                || case when line_count > 1 then '"' || basket || '"' else basket end || ','
                || case when total_pence % 100 = 0 then cast(total_pence // 100 as varchar)
                    else short_money(total_pence) end || ',' || tender || ','
                || case when card = '' then ''
                    else left(card, 1) || '.' || substr(card, 2, 5) || 'E+' || (len(card) - 1) end
        else
            strftime(placed_at, '%Y-%m-%d %H:%M:%S') || ',' || branch || ',' || customer || ',"' || basket || '",'
            || tender || ',' || exact_money(total_pence) || ','
            || case when card = '' then 'None' else '"visa,' || card || '"' end
    end as row_text,
    case
        when is_streaming
            then '["' || strftime(placed_at, '%d/%m/%Y %H:%M') || '", "' || branch || '", "' || customer || '", "'
                || basket || '", "' || short_money(total_pence) || '", "' || tender || '", "' || card || '"]'
    end as record_text
from told
