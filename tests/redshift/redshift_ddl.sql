CREATE TABLE IF NOT EXISTS branch (
    branch_id VARCHAR(256) NOT NULL,
    name VARCHAR(4096) NOT NULL,
    code VARCHAR(4096),
    region VARCHAR(4096),
    nation VARCHAR(64),
    opened_on DATE,
    closed_on DATE,
    time_zone VARCHAR(64) NOT NULL,
    is_open_on_bank_holidays BOOLEAN NOT NULL,
    has_hours BOOLEAN NOT NULL,
    is_listed BOOLEAN NOT NULL,
    branch_no BIGINT NOT NULL
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS branch_name (
    name_key VARCHAR(4096) NOT NULL,
    branch_id VARCHAR(256) NOT NULL
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS branch_till (
    branch_id VARCHAR(256) NOT NULL,
    till VARCHAR(256) NOT NULL
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS branch_franchise (
    branch_id VARCHAR(256) NOT NULL,
    franchise VARCHAR(4096) NOT NULL,
    owned_from DATE NOT NULL,
    owned_to DATE
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS branch_hours (
    branch_id VARCHAR(256) NOT NULL,
    weekday INTEGER NOT NULL,
    opens_at TIME NOT NULL,
    closes_at TIME NOT NULL
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS closure (
    branch_id VARCHAR(256) NOT NULL,
    region VARCHAR(4096) NOT NULL,
    closed_from DATE NOT NULL,
    closed_to DATE NOT NULL,
    reason VARCHAR(4096) NOT NULL
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS product (
    product_id BIGINT NOT NULL,
    name VARCHAR(4096) NOT NULL,
    flavour VARCHAR(4096) NOT NULL,
    size VARCHAR(4096) NOT NULL,
    reporting_product VARCHAR(4096),
    category VARCHAR(4096),
    is_coffee BOOLEAN,
    unit_cost_pence BIGINT,
    vat_rate DECIMAL(5,2)
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS document (
    document_id CHAR(36) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    source VARCHAR(16) NOT NULL,
    state VARCHAR(16) NOT NULL,
    name_branch_id VARCHAR(4096),
    name_day DATE,
    format VARCHAR(256),
    reason VARCHAR(4096),
    shape VARCHAR(4096),
    byte_count BIGINT NOT NULL,
    data_rows INTEGER NOT NULL,
    rows_blank INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    pence_read BIGINT NOT NULL,
    pence_rejected BIGINT NOT NULL
)
DISTSTYLE KEY DISTKEY (document_id) COMPOUND SORTKEY (document_id);

CREATE TABLE IF NOT EXISTS document_day (
    document_id CHAR(36) NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    till VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    delivered_at TIMESTAMP NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    reason VARCHAR(4096),
    stands BOOLEAN NOT NULL,
    row_count INTEGER NOT NULL,
    sale_count INTEGER NOT NULL,
    total_pence BIGINT NOT NULL,
    first_at TIMESTAMP,
    last_at TIMESTAMP
)
DISTSTYLE KEY DISTKEY (document_id) COMPOUND SORTKEY (trading_date, branch_id);

CREATE TABLE IF NOT EXISTS document_sale (
    document_id CHAR(36) NOT NULL,
    sale_id CHAR(36) NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    till VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    placed_at TIMESTAMP NOT NULL,
    total_pence BIGINT NOT NULL,
    line_no INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    content_key VARCHAR(64)
)
DISTSTYLE KEY DISTKEY (sale_id) COMPOUND SORTKEY (trading_date, branch_id);

CREATE TABLE IF NOT EXISTS sale (
    sale_id CHAR(36) NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    till VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    placed_at TIMESTAMP NOT NULL,
    tender VARCHAR(16) NOT NULL,
    is_refund BOOLEAN NOT NULL,
    total_pence BIGINT NOT NULL,
    document_id CHAR(36) NOT NULL,
    line_no INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    is_current BOOLEAN NOT NULL
)
DISTSTYLE KEY DISTKEY (sale_id) COMPOUND SORTKEY (trading_date, branch_id);

CREATE TABLE IF NOT EXISTS sale_line (
    sale_id CHAR(36) NOT NULL,
    trading_date DATE NOT NULL,
    line_no INTEGER NOT NULL,
    product_id BIGINT NOT NULL,
    quantity DECIMAL(12,3) NOT NULL,
    gross_pence BIGINT NOT NULL,
    discount_pence BIGINT NOT NULL,
    net_pence BIGINT NOT NULL,
    tax_pence BIGINT NOT NULL
)
DISTSTYLE KEY DISTKEY (sale_id) COMPOUND SORTKEY (trading_date, sale_id);

CREATE TABLE IF NOT EXISTS rejection (
    document_id CHAR(36) NOT NULL,
    line_no INTEGER NOT NULL,
    column_name VARCHAR(64) NOT NULL,
    rule VARCHAR(64) NOT NULL,
    detail VARCHAR(4096) NOT NULL,
    pence BIGINT
)
DISTSTYLE KEY DISTKEY (document_id) COMPOUND SORTKEY (document_id);

CREATE TABLE IF NOT EXISTS decision (
    document_id CHAR(36) NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    till VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    keep VARCHAR(16) NOT NULL,
    is_standing_rule BOOLEAN NOT NULL
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS run (
    run_id CHAR(36) NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    documents INTEGER NOT NULL,
    sales_loaded INTEGER NOT NULL,
    pence_loaded BIGINT NOT NULL,
    rows_rejected INTEGER NOT NULL,
    cut_off_minutes INTEGER NOT NULL,
    version VARCHAR(64) NOT NULL,
    cost_micropence BIGINT
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS loaded_object (
    object_id CHAR(36) NOT NULL,
    run_id CHAR(36) NOT NULL,
    loaded_at TIMESTAMP NOT NULL
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS receipt (
    run_id CHAR(36) NOT NULL,
    delivery_no INTEGER NOT NULL,
    document_id CHAR(36) NOT NULL,
    delivered_at TIMESTAMP NOT NULL,
    file VARCHAR(4096) NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    reason VARCHAR(4096),
    data_rows INTEGER NOT NULL,
    rows_loaded INTEGER NOT NULL,
    rows_already_there INTEGER NOT NULL,
    rows_held INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    rows_blank INTEGER NOT NULL,
    pence_read BIGINT NOT NULL,
    pence_loaded BIGINT NOT NULL,
    pence_already_there BIGINT NOT NULL,
    pence_held BIGINT NOT NULL,
    pence_rejected BIGINT NOT NULL,
    sales_loaded INTEGER NOT NULL,
    sales_withdrawn INTEGER NOT NULL,
    pence_withdrawn BIGINT NOT NULL,
    trace_id VARCHAR(4096)
)
DISTSTYLE KEY DISTKEY (document_id) COMPOUND SORTKEY (run_id, delivery_no);

CREATE TABLE IF NOT EXISTS restatement (
    run_id CHAR(36) NOT NULL,
    restated_at TIMESTAMP NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    document_id CHAR(36),
    orders_before INTEGER NOT NULL,
    orders_after INTEGER NOT NULL,
    pence_before BIGINT NOT NULL,
    pence_after BIGINT NOT NULL
)
DISTSTYLE ALL COMPOUND SORTKEY (trading_date);

CREATE TABLE IF NOT EXISTS data_version (
    version CHAR(36) NOT NULL
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS branch_day (
    day_id BIGINT NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    orders INTEGER NOT NULL,
    refunds INTEGER NOT NULL,
    net_pence BIGINT NOT NULL,
    gross_pence BIGINT NOT NULL,
    discount_pence BIGINT NOT NULL,
    refund_pence BIGINT NOT NULL,
    units DECIMAL(12,3) NOT NULL,
    first_at TIMESTAMP,
    last_at TIMESTAMP,
    documents_standing INTEGER NOT NULL,
    documents_held INTEGER NOT NULL,
    is_provisional BOOLEAN NOT NULL
)
DISTSTYLE KEY DISTKEY (day_id) COMPOUND SORTKEY (trading_date, branch_id);

CREATE TABLE IF NOT EXISTS branch_hour (
    day_id BIGINT NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    hour INTEGER NOT NULL,
    orders INTEGER NOT NULL,
    net_pence BIGINT NOT NULL
)
DISTSTYLE KEY DISTKEY (day_id) COMPOUND SORTKEY (trading_date, branch_id);

CREATE TABLE IF NOT EXISTS branch_day_product (
    day_id BIGINT NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    product_id BIGINT NOT NULL,
    units DECIMAL(12,3) NOT NULL,
    gross_pence BIGINT NOT NULL,
    net_pence BIGINT NOT NULL
)
DISTSTYLE KEY DISTKEY (day_id) COMPOUND SORTKEY (trading_date, branch_id);

CREATE TABLE IF NOT EXISTS branch_day_tender (
    day_id BIGINT NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    tender VARCHAR(16) NOT NULL,
    orders INTEGER NOT NULL,
    refunds INTEGER NOT NULL,
    net_pence BIGINT NOT NULL,
    gross_pence BIGINT NOT NULL,
    discount_pence BIGINT NOT NULL,
    refund_pence BIGINT NOT NULL
)
DISTSTYLE KEY DISTKEY (day_id) COMPOUND SORTKEY (trading_date, branch_id);

CREATE TABLE IF NOT EXISTS branch_day_spend (
    day_id BIGINT NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    trading_date DATE NOT NULL,
    from_pence BIGINT NOT NULL,
    orders INTEGER NOT NULL,
    orders_under_10 INTEGER NOT NULL,
    orders_under_20 INTEGER NOT NULL,
    orders_under_30 INTEGER NOT NULL,
    orders_under_40 INTEGER NOT NULL
)
DISTSTYLE KEY DISTKEY (day_id) COMPOUND SORTKEY (trading_date, branch_id);

CREATE TABLE IF NOT EXISTS branch_week (
    week_id BIGINT NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    week_from DATE NOT NULL,
    days INTEGER NOT NULL
)
DISTSTYLE KEY DISTKEY (week_id) COMPOUND SORTKEY (week_from, branch_id);

CREATE TABLE IF NOT EXISTS branch_week_product (
    week_id BIGINT NOT NULL,
    branch_id VARCHAR(256) NOT NULL,
    week_from DATE NOT NULL,
    product_id BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    units DECIMAL(12,3) NOT NULL,
    gross_pence BIGINT NOT NULL,
    net_pence BIGINT NOT NULL
)
DISTSTYLE KEY DISTKEY (week_id) COMPOUND SORTKEY (week_from, branch_id);
