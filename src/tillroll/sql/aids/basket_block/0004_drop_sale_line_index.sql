-- title: no report reads items from the index of lines any longer; without them it is half as large
-- grain: none
-- filters: none
drop index if exists sale_line_by_trading_date_sale_id_product_id
