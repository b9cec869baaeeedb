-- Written by `make docs` from `tillroll.contract.rights`: change it there.
-- Run it after the first load and after each upgrade, with the schema's name in the place of `sales`.
-- What it means, and that it has not been run on a cluster, is told in docs/how-to/redshift.md.

begin;

grant select on all tables in schema sales to role tillroll_loader, role tillroll_reader;

create table if not exists sales.reader_franchise (
    reader varchar(128) not null,
    franchise varchar(4096) not null
) diststyle all;

drop rls policy if exists sales_owned_branch cascade;

create rls policy sales_owned_branch
with (branch_id varchar(256)) as branch
using (
    exists (
        select 1
        from sales.reader_franchise as who
        inner join sales.branch_franchise as owned on who.franchise = owned.franchise
        where
            who.reader = current_user
            and owned.branch_id = branch.branch_id
    )
);

drop rls policy if exists sales_every_branch cascade;

create rls policy sales_every_branch
with (branch_id varchar(256)) as branch
using (true);

grant select on sales.reader_franchise, sales.branch_franchise to rls policy sales_owned_branch;

drop rls policy if exists sales_owned_day cascade;

create rls policy sales_owned_day
with (branch_id varchar(256), trading_date date) as day
using (
    exists (
        select 1
        from sales.reader_franchise as who
        inner join sales.branch_franchise as owned on who.franchise = owned.franchise
        where
            who.reader = current_user
            and owned.branch_id = day.branch_id
            and day.trading_date between owned.owned_from and coalesce(owned.owned_to, date '9999-12-31')
    )
);

drop rls policy if exists sales_every_day cascade;

create rls policy sales_every_day
with (branch_id varchar(256), trading_date date) as day
using (true);

grant select on sales.reader_franchise, sales.branch_franchise to rls policy sales_owned_day;

attach rls policy sales_owned_branch on sales.branch to role tillroll_franchise;

attach rls policy sales_every_branch on sales.branch to role tillroll_loader, role tillroll_reader;

alter table sales.branch row level security on;

attach rls policy sales_owned_day on sales.document_day to role tillroll_franchise;

attach rls policy sales_every_day on sales.document_day to role tillroll_loader, role tillroll_reader;

alter table sales.document_day row level security on;

attach rls policy sales_owned_day on sales.document_sale to role tillroll_franchise;

attach rls policy sales_every_day on sales.document_sale to role tillroll_loader, role tillroll_reader;

alter table sales.document_sale row level security on;

attach rls policy sales_owned_day on sales.sale to role tillroll_franchise;

attach rls policy sales_every_day on sales.sale to role tillroll_loader, role tillroll_reader;

alter table sales.sale row level security on;

attach rls policy sales_owned_day on sales.decision to role tillroll_franchise;

attach rls policy sales_every_day on sales.decision to role tillroll_loader, role tillroll_reader;

alter table sales.decision row level security on;

attach rls policy sales_owned_day on sales.restatement to role tillroll_franchise;

attach rls policy sales_every_day on sales.restatement to role tillroll_loader, role tillroll_reader;

alter table sales.restatement row level security on;

attach rls policy sales_owned_day on sales.branch_day to role tillroll_franchise;

attach rls policy sales_every_day on sales.branch_day to role tillroll_loader, role tillroll_reader;

alter table sales.branch_day row level security on;

attach rls policy sales_owned_day on sales.branch_hour to role tillroll_franchise;

attach rls policy sales_every_day on sales.branch_hour to role tillroll_loader, role tillroll_reader;

alter table sales.branch_hour row level security on;

attach rls policy sales_owned_day on sales.branch_day_product to role tillroll_franchise;

attach rls policy sales_every_day on sales.branch_day_product to role tillroll_loader, role tillroll_reader;

alter table sales.branch_day_product row level security on;

attach rls policy sales_owned_day on sales.branch_day_tender to role tillroll_franchise;

attach rls policy sales_every_day on sales.branch_day_tender to role tillroll_loader, role tillroll_reader;

alter table sales.branch_day_tender row level security on;

attach rls policy sales_owned_day on sales.branch_day_spend to role tillroll_franchise;

attach rls policy sales_every_day on sales.branch_day_spend to role tillroll_loader, role tillroll_reader;

alter table sales.branch_day_spend row level security on;

grant select (branch_id, name, code, region, nation, opened_on, closed_on, time_zone, is_open_on_bank_holidays, has_hours, is_listed, branch_no)
on sales.branch to role tillroll_franchise;

grant select (product_id, name, flavour, size, reporting_product, category, is_coffee, vat_rate)
on sales.product to role tillroll_franchise;

grant select (document_id, branch_id, till, trading_date, delivered_at, outcome, reason, stands, row_count, sale_count, total_pence, first_at, last_at)
on sales.document_day to role tillroll_franchise;

grant select (document_id, sale_id, branch_id, till, trading_date, placed_at, total_pence, line_no, row_count, content_key)
on sales.document_sale to role tillroll_franchise;

grant select (sale_id, branch_id, till, trading_date, placed_at, tender, is_refund, total_pence, document_id, line_no, row_count, is_current)
on sales.sale to role tillroll_franchise;

grant select (document_id, branch_id, till, trading_date, decided_at, keep, is_standing_rule)
on sales.decision to role tillroll_franchise;

grant select (run_id, restated_at, branch_id, trading_date, document_id, orders_before, orders_after, pence_before, pence_after)
on sales.restatement to role tillroll_franchise;

grant select (day_id, branch_id, trading_date, orders, refunds, net_pence, gross_pence, discount_pence, refund_pence, units, first_at, last_at, documents_standing, documents_held, is_provisional)
on sales.branch_day to role tillroll_franchise;

grant select (day_id, branch_id, trading_date, hour, orders, net_pence)
on sales.branch_hour to role tillroll_franchise;

grant select (day_id, branch_id, trading_date, product_id, units, gross_pence, net_pence)
on sales.branch_day_product to role tillroll_franchise;

grant select (day_id, branch_id, trading_date, tender, orders, refunds, net_pence, gross_pence, discount_pence, refund_pence)
on sales.branch_day_tender to role tillroll_franchise;

grant select (day_id, branch_id, trading_date, from_pence, orders, orders_under_10, orders_under_20, orders_under_30, orders_under_40)
on sales.branch_day_spend to role tillroll_franchise;

commit;
