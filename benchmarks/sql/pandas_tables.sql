-- The tables that the pandas job fills. Keys and references are declared, as its authors would have declared them.
create table if not exists branch (
    branch_id uuid primary key,
    name varchar not null
);

create table if not exists product (
    product_id uuid primary key,
    name varchar not null,
    flavour varchar not null,
    size varchar not null
);

create table if not exists sale (
    sale_id uuid primary key,
    branch_id uuid not null references branch (branch_id),
    placed_at timestamp not null,
    tender varchar not null,
    total_pence bigint not null
);

create table if not exists sale_line (
    sale_id uuid not null references sale (sale_id),
    line_no integer not null,
    product_id uuid not null references product (product_id),
    price_pence bigint not null,
    primary key (sale_id, line_no)
);

create table if not exists document (
    document_id varchar primary key,
    file varchar not null,
    loaded_at timestamp not null,
    row_count integer not null,
    rejected_count integer not null,
    sale_count integer not null,
    total_pence bigint not null
);

create table if not exists branch_day (
    branch_id uuid not null,
    trading_date date not null,
    orders integer not null,
    net_pence bigint not null,
    primary key (branch_id, trading_date)
);

create table if not exists branch_hour (
    branch_id uuid not null,
    trading_date date not null,
    hour integer not null,
    orders integer not null,
    net_pence bigint not null,
    primary key (branch_id, trading_date, hour)
);

create table if not exists branch_day_product (
    branch_id uuid not null,
    trading_date date not null,
    product_id uuid not null,
    units integer not null,
    net_pence bigint not null,
    primary key (branch_id, trading_date, product_id)
);
