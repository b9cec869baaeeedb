-- title: the drawn sales under the name by which sales are keyed
-- grain: one row a sale
-- filters: none
create or replace temp view sale_read as
select * from drawn_sale
