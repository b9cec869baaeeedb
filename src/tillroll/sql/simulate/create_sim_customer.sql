-- title: customers' names: random syllables that belong to nobody
-- grain: one row a customer
-- filters: none
create or replace temp table sim_customer as
select
    unnest(range(len(cast(:names as varchar[])))) as customer_no,
    unnest(cast(:names as varchar[])) as name
