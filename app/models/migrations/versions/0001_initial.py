"""The first tables. Written by ``app.models.migrations.make``; the SQL is frozen with this revision."""

from alembic import op

revision = "0001"
down_revision = None

SQLITE = (
    """
CREATE TABLE agreement_template (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    archived INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_agreement_template PRIMARY KEY (id),
    CONSTRAINT uq_agreement_template_name UNIQUE (name)
)
 STRICT
""",
    """
CREATE TABLE file_content (
    id INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    CONSTRAINT pk_file_content PRIMARY KEY (id),
    CONSTRAINT uq_file_content_sha256 UNIQUE (sha256),
    CONSTRAINT ck_file_content_size_positive CHECK (size_bytes >= 0)
)
 STRICT
""",
    """
CREATE TABLE company (
    id INTEGER NOT NULL,
    book_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    name TEXT NOT NULL,
    line1 TEXT DEFAULT '' NOT NULL,
    line2 TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    region TEXT DEFAULT '' NOT NULL,
    postcode TEXT DEFAULT '' NOT NULL,
    country TEXT DEFAULT 'US' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    tax_id TEXT DEFAULT '' NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    locale TEXT NOT NULL,
    terms TEXT DEFAULT 'net30' NOT NULL,
    tax_rounding TEXT DEFAULT 'line' NOT NULL,
    paper TEXT DEFAULT 'letter' NOT NULL,
    lock_on TEXT,
    created_at TEXT NOT NULL,
    logo BLOB,
    CONSTRAINT pk_company PRIMARY KEY (id),
    CONSTRAINT ck_company_single CHECK (id = 1),
    CONSTRAINT ck_company_tax_rounding_known CHECK (tax_rounding IN ('line', 'document')),
    CONSTRAINT ck_company_mode_known CHECK (mode IN ('real', 'practice'))
)
 STRICT
""",
    """
CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (name)
)
 STRICT
""",
    """
CREATE TABLE counter (
    name TEXT NOT NULL,
    next_value INTEGER NOT NULL,
    CONSTRAINT pk_counter PRIMARY KEY (name)
)
 STRICT
""",
    """
CREATE TABLE number_series (
    kind TEXT NOT NULL,
    prefix TEXT DEFAULT '' NOT NULL,
    width INTEGER DEFAULT '1' NOT NULL,
    next_value INTEGER NOT NULL,
    CONSTRAINT pk_number_series PRIMARY KEY (kind)
)
 STRICT
""",
    """
CREATE TABLE tax_rate (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    rate_ppm INTEGER NOT NULL,
    archived INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_tax_rate PRIMARY KEY (id)
)
 STRICT
""",
    """
CREATE TABLE book_lock (
    name TEXT NOT NULL,
    job TEXT NOT NULL,
    holder TEXT NOT NULL,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    since_at TEXT NOT NULL,
    CONSTRAINT pk_book_lock PRIMARY KEY (name)
)
 STRICT
""",
    """
CREATE TABLE technician (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    archived INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_technician PRIMARY KEY (id),
    CONSTRAINT uq_technician_name UNIQUE (name)
)
 STRICT
""",
    """
CREATE TABLE account (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    export_name TEXT NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT ck_account_kind_known CHECK (kind IN ('asset', 'liability', 'equity', 'income', 'expense')),
    CONSTRAINT uq_account_export_name UNIQUE (export_name)
)
 STRICT
""",
    """
CREATE TABLE mail_sender (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    reply_to TEXT DEFAULT '' NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL,
    user_name TEXT DEFAULT '' NOT NULL,
    is_default INTEGER DEFAULT 0 NOT NULL,
    archived INTEGER DEFAULT 0 NOT NULL,
    fault TEXT DEFAULT '' NOT NULL,
    tested_at TEXT,
    CONSTRAINT pk_mail_sender PRIMARY KEY (id),
    CONSTRAINT ck_mail_sender_security_known CHECK (security IN ('tls', 'starttls', 'none')),
    CONSTRAINT ck_mail_sender_port_exists CHECK (port BETWEEN 1 AND 65535)
)
 STRICT
""",
    """
CREATE TABLE mail_template (
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_mail_template PRIMARY KEY (kind, language)
)
 STRICT
""",
    """
CREATE TABLE processor_account (
    id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    live INTEGER NOT NULL,
    name TEXT NOT NULL,
    connected_at TEXT NOT NULL,
    frozen_since TEXT,
    frozen_why TEXT DEFAULT '' NOT NULL,
    event_cursor TEXT DEFAULT '' NOT NULL,
    synced_at TEXT,
    CONSTRAINT pk_processor_account PRIMARY KEY (id),
    CONSTRAINT ck_processor_account_single CHECK (id = 1)
)
 STRICT
""",
    """
CREATE TABLE remote_event (
    remote_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    CONSTRAINT pk_remote_event PRIMARY KEY (remote_id)
)
 STRICT
""",
    """
CREATE TABLE price_change (
    id INTEGER NOT NULL,
    effective_on TEXT NOT NULL,
    rule TEXT NOT NULL,
    value INTEGER NOT NULL,
    plans INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    actor TEXT NOT NULL,
    made_at TEXT NOT NULL,
    reversed_at TEXT,
    reversed_by TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_price_change PRIMARY KEY (id),
    CONSTRAINT ck_price_change_state_known CHECK (state IN ('applied', 'reversed')),
    CONSTRAINT ck_price_change_rule_known CHECK (rule IN ('percent', 'amount', 'price'))
)
 STRICT
""",
    """
CREATE TABLE billing_run (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    through_on TEXT NOT NULL,
    posted_on TEXT NOT NULL,
    missed TEXT NOT NULL,
    digest TEXT NOT NULL,
    invoices INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    credit_minor INTEGER NOT NULL,
    queued_minor INTEGER NOT NULL,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    posted_at TEXT NOT NULL,
    reversed_at TEXT,
    reversed_by TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_billing_run PRIMARY KEY (id),
    CONSTRAINT uq_billing_run_number UNIQUE (number),
    CONSTRAINT ck_billing_run_state_known CHECK (state IN ('posted', 'reversed')),
    CONSTRAINT ck_billing_run_missed_known CHECK (missed IN ('each', 'combine', 'skip'))
)
 STRICT
""",
    """
CREATE INDEX ix_billing_run_through_on ON billing_run (through_on)
""",
    """
CREATE TABLE customer (
    id INTEGER NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT DEFAULT 'residential' NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    since_on TEXT NOT NULL,
    manager TEXT DEFAULT '' NOT NULL,
    terms TEXT DEFAULT 'net30' NOT NULL,
    tax_rate_id INTEGER,
    language TEXT DEFAULT '' NOT NULL,
    sort_name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    due_minor INTEGER DEFAULT '0' NOT NULL,
    credit_minor INTEGER DEFAULT '0' NOT NULL,
    lifetime_minor INTEGER DEFAULT '0' NOT NULL,
    merged_into_id INTEGER,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_customer PRIMARY KEY (id),
    CONSTRAINT uq_customer_account UNIQUE (account),
    CONSTRAINT ck_customer_kind_known CHECK (kind IN ('residential', 'commercial')),
    CONSTRAINT ck_customer_status_known CHECK (status IN ('active', 'archived')),
    CONSTRAINT ck_customer_totals_positive CHECK (due_minor >= 0 AND credit_minor >= 0),
    CONSTRAINT fk_customer_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id),
    CONSTRAINT fk_customer_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE INDEX ix_customer_due_minor ON customer (due_minor)
""",
    """
CREATE INDEX ix_customer_merged_into_id ON customer (merged_into_id) WHERE merged_into_id IS NOT NULL
""",
    """
CREATE INDEX ix_customer_sort_name ON customer (sort_name)
""",
    """
CREATE INDEX ix_customer_status ON customer (status, sort_name)
""",
    """
CREATE VIRTUAL TABLE customer_fts USING fts5(
        search_text, content='customer', content_rowid='id', tokenize='trigram', columnsize=0)
""",
    """
CREATE TRIGGER customer_fts_insert AFTER INSERT ON customer BEGIN
        INSERT INTO customer_fts(rowid, search_text) VALUES (new.id, new.search_text); END
""",
    """
CREATE TRIGGER customer_fts_delete AFTER DELETE ON customer BEGIN
        INSERT INTO customer_fts(customer_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); END
""",
    """
CREATE TRIGGER customer_fts_update AFTER UPDATE OF search_text ON customer BEGIN
        INSERT INTO customer_fts(customer_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO customer_fts(rowid, search_text) VALUES (new.id, new.search_text); END
""",
    """
CREATE TABLE file_piece (
    content_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    piece BLOB NOT NULL,
    CONSTRAINT pk_file_piece PRIMARY KEY (content_id, position),
    CONSTRAINT fk_file_piece_content_id FOREIGN KEY(content_id) REFERENCES file_content (id)
)
 STRICT
""",
    """
CREATE TABLE plan_template (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    included TEXT DEFAULT '' NOT NULL,
    agreement TEXT DEFAULT '' NOT NULL,
    visits_per_year INTEGER DEFAULT '0' NOT NULL,
    tax_rate_id INTEGER,
    archived INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_plan_template PRIMARY KEY (id),
    CONSTRAINT uq_plan_template_name UNIQUE (name),
    CONSTRAINT ck_plan_template_visits_positive CHECK (visits_per_year >= 0),
    CONSTRAINT fk_plan_template_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
 STRICT
""",
    """
CREATE TABLE contact (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    line1 TEXT DEFAULT '' NOT NULL,
    line2 TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    region TEXT DEFAULT '' NOT NULL,
    postcode TEXT DEFAULT '' NOT NULL,
    country TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_contact PRIMARY KEY (id),
    CONSTRAINT ck_contact_role_known CHECK (role IN ('billing', 'primary')),
    CONSTRAINT uq_contact_customer_id_role UNIQUE (customer_id, role),
    CONSTRAINT fk_contact_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE TABLE site (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    line1 TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    region TEXT DEFAULT '' NOT NULL,
    postcode TEXT DEFAULT '' NOT NULL,
    archived INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_site PRIMARY KEY (id),
    CONSTRAINT fk_site_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE INDEX ix_site_customer_id ON site (customer_id)
""",
    """
CREATE TABLE customer_tag (
    customer_id INTEGER NOT NULL,
    tag TEXT NOT NULL,
    CONSTRAINT pk_customer_tag PRIMARY KEY (customer_id, tag),
    CONSTRAINT fk_customer_tag_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE INDEX ix_customer_tag_tag ON customer_tag (tag)
""",
    """
CREATE TABLE note (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    written_at TEXT NOT NULL,
    edited_at TEXT,
    pinned INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_note PRIMARY KEY (id),
    CONSTRAINT fk_note_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE INDEX ix_note_customer_id_written_at ON note (customer_id, written_at)
""",
    """
CREATE TABLE activity (
    id INTEGER NOT NULL,
    customer_id INTEGER,
    happened_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    details TEXT DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_activity PRIMARY KEY (id),
    CONSTRAINT fk_activity_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE INDEX ix_activity_customer_id_id ON activity (customer_id, id)
""",
    """
CREATE TABLE attached_file (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    content_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL,
    removed_at TEXT,
    search_text TEXT NOT NULL,
    CONSTRAINT pk_attached_file PRIMARY KEY (id),
    CONSTRAINT ck_attached_file_size_positive CHECK (size_bytes >= 0),
    CONSTRAINT fk_attached_file_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_attached_file_content_id FOREIGN KEY(content_id) REFERENCES file_content (id)
)
 STRICT
""",
    """
CREATE INDEX ix_attached_file_content_id ON attached_file (content_id)
""",
    """
CREATE INDEX ix_attached_file_customer_id ON attached_file (customer_id)
""",
    """
CREATE INDEX ix_attached_file_removed_at ON attached_file (removed_at)
""",
    """
CREATE TABLE journal_entry (
    id INTEGER NOT NULL,
    posted_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    customer_id INTEGER,
    payment_id INTEGER,
    credit_memo_id INTEGER,
    reverses_id INTEGER,
    memo TEXT DEFAULT '' NOT NULL,
    actor TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT pk_journal_entry PRIMARY KEY (id),
    CONSTRAINT uq_journal_entry_reverses_id UNIQUE (reverses_id),
    CONSTRAINT fk_journal_entry_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_journal_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES journal_entry (id)
)
 STRICT
""",
    """
CREATE INDEX ix_journal_entry_customer_id_posted_on ON journal_entry (customer_id, posted_on)
""",
    """
CREATE INDEX ix_journal_entry_posted_on ON journal_entry (posted_on)
""",
    """
CREATE TABLE customer_merge (
    id INTEGER NOT NULL,
    gone_id INTEGER NOT NULL,
    kept_id INTEGER NOT NULL,
    merged_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    undone_at TEXT,
    "before" TEXT DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_customer_merge PRIMARY KEY (id),
    CONSTRAINT ck_customer_merge_two_customers CHECK (gone_id <> kept_id),
    CONSTRAINT fk_customer_merge_gone_id FOREIGN KEY(gone_id) REFERENCES customer (id),
    CONSTRAINT fk_customer_merge_kept_id FOREIGN KEY(kept_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE INDEX ix_customer_merge_kept_id ON customer_merge (kept_id)
""",
    """
CREATE UNIQUE INDEX uq_customer_merge_gone ON customer_merge (gone_id) WHERE undone_at IS NULL
""",
    """
CREATE TABLE remote_customer (
    customer_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    CONSTRAINT pk_remote_customer PRIMARY KEY (customer_id),
    CONSTRAINT uq_remote_customer_remote_id UNIQUE (remote_id),
    CONSTRAINT fk_remote_customer_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE TABLE saved_method (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    remote_customer TEXT DEFAULT '' NOT NULL,
    kind TEXT NOT NULL,
    brand TEXT NOT NULL,
    last4 TEXT NOT NULL,
    expires_on TEXT,
    is_default INTEGER DEFAULT 0 NOT NULL,
    removed_at TEXT,
    CONSTRAINT pk_saved_method PRIMARY KEY (id),
    CONSTRAINT uq_saved_method_remote_id UNIQUE (remote_id),
    CONSTRAINT ck_saved_method_kind_known CHECK (kind IN ('card', 'bank')),
    CONSTRAINT fk_saved_method_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT
""",
    """
CREATE INDEX ix_saved_method_customer_id ON saved_method (customer_id)
""",
    """
CREATE INDEX ix_saved_method_expires_on ON saved_method (expires_on)
""",
    """
CREATE TABLE plan_template_price (
    template_id INTEGER NOT NULL,
    frequency TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    CONSTRAINT pk_plan_template_price PRIMARY KEY (template_id, frequency),
    CONSTRAINT ck_plan_template_price_price_positive CHECK (price_minor >= 0),
    CONSTRAINT fk_plan_template_price_template_id FOREIGN KEY(template_id) REFERENCES plan_template (id)
)
 STRICT
""",
    """
CREATE TABLE invoice (
    id INTEGER NOT NULL,
    number TEXT,
    customer_id INTEGER NOT NULL,
    site_id INTEGER,
    parent_id INTEGER,
    kind TEXT DEFAULT 'invoice' NOT NULL,
    state TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    terms TEXT NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    message TEXT DEFAULT '' NOT NULL,
    total_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    open_minor INTEGER NOT NULL,
    disputed INTEGER DEFAULT 0 NOT NULL,
    entry_id INTEGER,
    CONSTRAINT pk_invoice PRIMARY KEY (id),
    CONSTRAINT uq_invoice_number UNIQUE (number),
    CONSTRAINT ck_invoice_kind_known CHECK (kind IN ('invoice', 'parent')),
    CONSTRAINT ck_invoice_state_known CHECK (state IN ('draft', 'issued', 'void', 'written_off')),
    CONSTRAINT ck_invoice_open_within_total CHECK (open_minor >= 0 AND open_minor <= total_minor),
    CONSTRAINT ck_invoice_number_when_issued CHECK ((state = 'draft') = (number IS NULL)),
    CONSTRAINT fk_invoice_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_invoice_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_invoice_parent_id FOREIGN KEY(parent_id) REFERENCES invoice (id)
)
 STRICT
""",
    """
CREATE INDEX ix_invoice_customer_id_issued_on ON invoice (customer_id, issued_on)
""",
    """
CREATE INDEX ix_invoice_issued ON invoice (issued_on, customer_id, total_minor)
""",
    """
CREATE INDEX ix_invoice_open ON invoice (customer_id, due_on, issued_on, open_minor) WHERE open_minor > 0
""",
    """
CREATE INDEX ix_invoice_parent_id ON invoice (parent_id) WHERE parent_id IS NOT NULL
""",
    """
CREATE INDEX ix_invoice_total ON invoice (total_minor)
""",
    """
CREATE TABLE merged_row (
    merge_id INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    CONSTRAINT pk_merged_row PRIMARY KEY (merge_id, table_name, row_id),
    CONSTRAINT fk_merged_row_merge_id FOREIGN KEY(merge_id) REFERENCES customer_merge (id)
)
 STRICT
""",
    """
CREATE TABLE payout (
    id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    arrives_on TEXT NOT NULL,
    state TEXT NOT NULL,
    entry_id INTEGER,
    reversal_entry_id INTEGER,
    by_hand INTEGER DEFAULT 0 NOT NULL,
    made_at TEXT,
    seen_on TEXT,
    seen_by TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_payout PRIMARY KEY (id),
    CONSTRAINT uq_payout_remote_id UNIQUE (remote_id),
    CONSTRAINT fk_payout_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id),
    CONSTRAINT fk_payout_reversal_entry_id FOREIGN KEY(reversal_entry_id) REFERENCES journal_entry (id)
)
 STRICT
""",
    """
CREATE INDEX ix_payout_arrives_on ON payout (arrives_on)
""",
    """
CREATE TABLE balance_transaction (
    remote_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    payment_remote_id TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    payout_remote_id TEXT DEFAULT '' NOT NULL,
    entry_id INTEGER,
    CONSTRAINT pk_balance_transaction PRIMARY KEY (remote_id),
    CONSTRAINT fk_balance_transaction_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
 STRICT
""",
    """
CREATE INDEX ix_balance_transaction_payout_remote_id ON balance_transaction (payout_remote_id)
""",
    """
CREATE INDEX ix_balance_transaction_source_id ON balance_transaction (source_id)
""",
    """
CREATE TABLE deposit (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    deposited_on TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    state TEXT NOT NULL,
    entry_id INTEGER NOT NULL,
    CONSTRAINT pk_deposit PRIMARY KEY (id),
    CONSTRAINT uq_deposit_number UNIQUE (number),
    CONSTRAINT ck_deposit_state_known CHECK (state IN ('posted', 'reversed')),
    CONSTRAINT fk_deposit_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
 STRICT
""",
    """
CREATE TABLE "plan" (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    site_id INTEGER,
    template_id INTEGER,
    kind TEXT DEFAULT 'plan' NOT NULL,
    name TEXT NOT NULL,
    included TEXT DEFAULT '' NOT NULL,
    agreement TEXT DEFAULT '' NOT NULL,
    message TEXT DEFAULT '' NOT NULL,
    visits_per_year INTEGER DEFAULT '0' NOT NULL,
    status TEXT NOT NULL,
    frequency TEXT NOT NULL,
    timing TEXT DEFAULT 'advance' NOT NULL,
    start_on TEXT NOT NULL,
    end_on TEXT,
    agreed_end_on TEXT,
    ends_as TEXT DEFAULT 'ended' NOT NULL,
    anchor_on TEXT NOT NULL,
    segment INTEGER DEFAULT '1' NOT NULL,
    next_index INTEGER DEFAULT '0' NOT NULL,
    next_bill_on TEXT,
    plain INTEGER DEFAULT 1 NOT NULL,
    price_minor INTEGER NOT NULL,
    last_total_minor INTEGER,
    discount_ppm INTEGER DEFAULT '0' NOT NULL,
    tax_rate_id INTEGER,
    terms TEXT DEFAULT 'receipt' NOT NULL,
    paid_by TEXT NOT NULL,
    method_ref TEXT DEFAULT '' NOT NULL,
    method_label TEXT DEFAULT '' NOT NULL,
    method_expires_on TEXT,
    sent_on TEXT,
    accepted_on TEXT,
    accepted_by TEXT DEFAULT '' NOT NULL,
    cancelled_on TEXT,
    cancel_reason TEXT DEFAULT '' NOT NULL,
    visits_until_on TEXT,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_plan PRIMARY KEY (id),
    CONSTRAINT uq_plan_number UNIQUE (number),
    CONSTRAINT ck_plan_kind_known CHECK (kind IN ('plan', 'recurring')),
    CONSTRAINT ck_plan_status_known CHECK (status IN ('draft', 'pending', 'active', 'paused', 'cancelled', 'ended')),
    CONSTRAINT ck_plan_timing_known CHECK (timing IN ('advance', 'arrears')),
    CONSTRAINT ck_plan_paid_by_known CHECK (paid_by IN ('card', 'bank', 'cash', 'check', 'other')),
    CONSTRAINT ck_plan_ends_as_known CHECK (ends_as IN ('ended', 'cancelled')),
    CONSTRAINT ck_plan_price_positive CHECK (price_minor >= 0),
    CONSTRAINT ck_plan_discount_within CHECK (discount_ppm BETWEEN 0 AND 1000000),
    CONSTRAINT ck_plan_ends_after_start CHECK (end_on IS NULL OR end_on >= start_on),
    CONSTRAINT fk_plan_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_plan_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_plan_template_id FOREIGN KEY(template_id) REFERENCES plan_template (id),
    CONSTRAINT fk_plan_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
 STRICT
""",
    """
CREATE INDEX ix_plan_customer_id ON "plan" (customer_id)
""",
    """
CREATE INDEX ix_plan_due ON "plan" (next_bill_on, id) WHERE next_bill_on IS NOT NULL
""",
    """
CREATE TABLE agreement (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    site_id INTEGER,
    plan_id INTEGER,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT DEFAULT 'draft' NOT NULL,
    written_on TEXT NOT NULL,
    written_by TEXT NOT NULL,
    sent_on TEXT,
    signed_on TEXT,
    signed_by TEXT DEFAULT '' NOT NULL,
    scan_id INTEGER,
    renews_on TEXT,
    ended_on TEXT,
    search_text TEXT NOT NULL,
    CONSTRAINT pk_agreement PRIMARY KEY (id),
    CONSTRAINT ck_agreement_state_known CHECK (state IN ('draft', 'sent', 'signed', 'ended')),
    CONSTRAINT ck_agreement_sent_when CHECK ((state <> 'sent' AND state <> 'signed') OR sent_on IS NOT NULL),
    CONSTRAINT ck_agreement_signed_by_whom CHECK (state <> 'signed' OR (signed_on IS NOT NULL AND signed_by <> '')),
    CONSTRAINT ck_agreement_ended_when CHECK ((state = 'ended') = (ended_on IS NOT NULL)),
    CONSTRAINT fk_agreement_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_agreement_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_agreement_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id),
    CONSTRAINT fk_agreement_scan_id FOREIGN KEY(scan_id) REFERENCES attached_file (id)
)
 STRICT
""",
    """
CREATE INDEX ix_agreement_customer_id ON agreement (customer_id)
""",
    """
CREATE INDEX ix_agreement_scan_id ON agreement (scan_id)
""",
    """
CREATE INDEX ix_agreement_to_renew ON agreement (renews_on) WHERE state = 'signed' AND renews_on IS NOT NULL
""",
    """
CREATE TABLE invoice_line (
    id INTEGER NOT NULL,
    invoice_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    description TEXT NOT NULL,
    quantity_micro INTEGER NOT NULL,
    unit_price_minor INTEGER NOT NULL,
    discount_ppm INTEGER DEFAULT '0' NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_rate_id INTEGER,
    tax_ppm INTEGER DEFAULT '0' NOT NULL,
    tax_minor INTEGER NOT NULL,
    CONSTRAINT pk_invoice_line PRIMARY KEY (id),
    CONSTRAINT fk_invoice_line_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_invoice_line_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
 STRICT
""",
    """
CREATE INDEX ix_invoice_line_invoice_id_position ON invoice_line (invoice_id, position)
""",
    """
CREATE TABLE credit_memo (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    invoice_id INTEGER,
    state TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    expires_on TEXT,
    reason TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    open_minor INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    CONSTRAINT pk_credit_memo PRIMARY KEY (id),
    CONSTRAINT uq_credit_memo_number UNIQUE (number),
    CONSTRAINT ck_credit_memo_state_known CHECK (state IN ('issued', 'void')),
    CONSTRAINT ck_credit_memo_open_within_total CHECK (open_minor >= 0 AND open_minor <= total_minor),
    CONSTRAINT fk_credit_memo_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_credit_memo_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_credit_memo_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
 STRICT
""",
    """
CREATE INDEX ix_credit_memo_customer_id_issued_on ON credit_memo (customer_id, issued_on)
""",
    """
CREATE TABLE job (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    site_id INTEGER,
    title TEXT NOT NULL,
    details TEXT DEFAULT '' NOT NULL,
    technician_id INTEGER,
    status TEXT NOT NULL,
    due_on TEXT,
    starts_at TEXT,
    ends_at TEXT,
    done_on TEXT,
    amount_minor INTEGER DEFAULT '0' NOT NULL,
    invoice_id INTEGER,
    plan_id INTEGER,
    plan_year INTEGER,
    visit_no INTEGER,
    search_text TEXT NOT NULL,
    CONSTRAINT pk_job PRIMARY KEY (id),
    CONSTRAINT uq_job_number UNIQUE (number),
    CONSTRAINT ck_job_status_known CHECK (status IN ('unscheduled', 'scheduled', 'in_progress', 'done', 'invoiced', 'cancelled')),
    CONSTRAINT ck_job_visit_of_plan CHECK ((plan_id IS NULL) = (plan_year IS NULL)),
    CONSTRAINT ck_job_appointment_whole CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CONSTRAINT ck_job_appointment_lasts CHECK (starts_at < ends_at),
    CONSTRAINT ck_job_scheduled_when CHECK (status <> 'scheduled' OR starts_at IS NOT NULL),
    CONSTRAINT ck_job_invoiced_by CHECK ((status = 'invoiced') = (invoice_id IS NOT NULL)),
    CONSTRAINT ck_job_visit_billed_by_plan CHECK (plan_id IS NULL OR invoice_id IS NULL),
    CONSTRAINT fk_job_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_job_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_job_technician_id FOREIGN KEY(technician_id) REFERENCES technician (id),
    CONSTRAINT fk_job_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_job_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id)
)
 STRICT
""",
    """
CREATE INDEX ix_job_customer_id_status ON job (customer_id, status)
""",
    """
CREATE INDEX ix_job_starts_at ON job (starts_at)
""",
    """
CREATE INDEX ix_job_status ON job (status)
""",
    """
CREATE INDEX ix_job_technician_id_starts_at ON job (technician_id, starts_at)
""",
    """
CREATE UNIQUE INDEX uq_job_invoice ON job (invoice_id) WHERE invoice_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX uq_job_visit ON job (plan_id, plan_year, visit_no) WHERE plan_id IS NOT NULL
""",
    """
CREATE TABLE posting (
    id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    posted_on TEXT NOT NULL,
    account_id INTEGER NOT NULL,
    customer_id INTEGER,
    invoice_id INTEGER,
    amount_minor INTEGER NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (id),
    CONSTRAINT fk_posting_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id),
    CONSTRAINT fk_posting_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_posting_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_posting_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT
""",
    """
CREATE INDEX ix_posting_account ON posting (account_id, posted_on, amount_minor)
""",
    """
CREATE INDEX ix_posting_customer ON posting (customer_id, account_id, posted_on, amount_minor)
""",
    """
CREATE INDEX ix_posting_entry_id ON posting (entry_id)
""",
    """
CREATE TABLE payment (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    received_on TEXT NOT NULL,
    method TEXT NOT NULL,
    money_account INTEGER NOT NULL,
    reference TEXT DEFAULT '' NOT NULL,
    drawn_on TEXT DEFAULT '' NOT NULL,
    memo TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    open_minor INTEGER NOT NULL,
    state TEXT NOT NULL,
    deposit_id INTEGER,
    entry_id INTEGER NOT NULL,
    CONSTRAINT pk_payment PRIMARY KEY (id),
    CONSTRAINT uq_payment_number UNIQUE (number),
    CONSTRAINT ck_payment_method_known CHECK (method IN ('cash', 'check', 'card', 'bank', 'other')),
    CONSTRAINT ck_payment_state_known CHECK (state IN ('posted', 'reversed')),
    CONSTRAINT ck_payment_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT ck_payment_open_within_amount CHECK (open_minor >= 0 AND open_minor <= amount_minor),
    CONSTRAINT fk_payment_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_payment_money_account FOREIGN KEY(money_account) REFERENCES account (id),
    CONSTRAINT fk_payment_deposit_id FOREIGN KEY(deposit_id) REFERENCES deposit (id),
    CONSTRAINT fk_payment_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
 STRICT
""",
    """
CREATE INDEX ix_payment_amount ON payment (amount_minor)
""",
    """
CREATE INDEX ix_payment_customer_id_received_on ON payment (customer_id, received_on)
""",
    """
CREATE INDEX ix_payment_deposit_id ON payment (deposit_id) WHERE deposit_id IS NOT NULL
""",
    """
CREATE INDEX ix_payment_received_on ON payment (received_on)
""",
    """
CREATE TABLE plan_line (
    plan_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    description TEXT NOT NULL,
    quantity_micro INTEGER NOT NULL,
    unit_price_minor INTEGER NOT NULL,
    discount_ppm INTEGER DEFAULT '0' NOT NULL,
    tax_rate_id INTEGER,
    tax_ppm INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_plan_line PRIMARY KEY (plan_id, position),
    CONSTRAINT fk_plan_line_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id),
    CONSTRAINT fk_plan_line_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
 STRICT
""",
    """
CREATE TABLE plan_price (
    id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    effective_on TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    discount_ppm INTEGER DEFAULT '0' NOT NULL,
    prorated INTEGER DEFAULT 0 NOT NULL,
    change_id INTEGER,
    reversed INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_plan_price PRIMARY KEY (id),
    CONSTRAINT ck_plan_price_price_positive CHECK (price_minor >= 0),
    CONSTRAINT fk_plan_price_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id),
    CONSTRAINT fk_plan_price_change_id FOREIGN KEY(change_id) REFERENCES price_change (id)
)
 STRICT
""",
    """
CREATE INDEX ix_plan_price_change_id ON plan_price (change_id) WHERE change_id IS NOT NULL
""",
    """
CREATE INDEX ix_plan_price_plan_id_effective_on ON plan_price (plan_id, effective_on)
""",
    """
CREATE TABLE plan_pause (
    id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    reason TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_plan_pause PRIMARY KEY (id),
    CONSTRAINT fk_plan_pause_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id)
)
 STRICT
""",
    """
CREATE INDEX ix_plan_pause_plan_id_from_on ON plan_pause (plan_id, from_on)
""",
    """
CREATE TABLE plan_period (
    id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    period_index INTEGER NOT NULL,
    start_on TEXT NOT NULL,
    end_on TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    state TEXT NOT NULL,
    charge TEXT NOT NULL,
    invoice_id INTEGER,
    run_id INTEGER,
    reason TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_plan_period PRIMARY KEY (id),
    CONSTRAINT ck_plan_period_state_known CHECK (state IN ('billed', 'combined', 'skipped', 'waived', 'reversed')),
    CONSTRAINT ck_plan_period_charge_known CHECK (charge IN ('none', 'credit', 'queued', 'open')),
    CONSTRAINT ck_plan_period_billed_by_invoice CHECK ((state IN ('billed', 'combined')) <= (invoice_id IS NOT NULL)),
    CONSTRAINT fk_plan_period_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id),
    CONSTRAINT fk_plan_period_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_plan_period_run_id FOREIGN KEY(run_id) REFERENCES billing_run (id)
)
 STRICT
""",
    """
CREATE INDEX ix_plan_period_invoice_id ON plan_period (invoice_id) WHERE invoice_id IS NOT NULL
""",
    """
CREATE INDEX ix_plan_period_plan_id ON plan_period (plan_id)
""",
    """
CREATE INDEX ix_plan_period_run_id ON plan_period (run_id) WHERE run_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX uq_plan_period_standing ON plan_period (plan_id, segment, period_index) WHERE state <> 'reversed'
""",
    """
CREATE TABLE plan_charge (
    id INTEGER NOT NULL,
    invoice_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    plan_id INTEGER,
    amount_minor INTEGER NOT NULL,
    method TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT DEFAULT 'none' NOT NULL,
    queued_on TEXT NOT NULL,
    try_on TEXT,
    attempts INTEGER DEFAULT '0' NOT NULL,
    steps_done INTEGER DEFAULT '0' NOT NULL,
    failed_on TEXT,
    reason_code TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    operation_id INTEGER,
    CONSTRAINT pk_plan_charge PRIMARY KEY (id),
    CONSTRAINT uq_plan_charge_invoice_id UNIQUE (invoice_id),
    CONSTRAINT ck_plan_charge_state_known CHECK (state IN ('waiting', 'sent', 'processing', 'failed', 'paid', 'cancelled')),
    CONSTRAINT ck_plan_charge_stage_known CHECK (stage IN ('none', 'retrying', 'reminded', 'paused', 'handed_over', 'stopped')),
    CONSTRAINT ck_plan_charge_method_known CHECK (method IN ('card', 'bank')),
    CONSTRAINT ck_plan_charge_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT fk_plan_charge_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_plan_charge_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_plan_charge_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id)
)
 STRICT
""",
    """
CREATE INDEX ix_plan_charge_customer_id ON plan_charge (customer_id)
""",
    """
CREATE INDEX ix_plan_charge_plan_id ON plan_charge (plan_id)
""",
    """
CREATE INDEX ix_plan_charge_try ON plan_charge (state, try_on)
""",
    """
CREATE TABLE late_fee (
    id INTEGER NOT NULL,
    invoice_id INTEGER NOT NULL,
    level INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    fee_invoice_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    CONSTRAINT pk_late_fee PRIMARY KEY (id),
    CONSTRAINT ck_late_fee_state_known CHECK (state IN ('posted', 'reversed')),
    CONSTRAINT ck_late_fee_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT fk_late_fee_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_late_fee_fee_invoice_id FOREIGN KEY(fee_invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_late_fee_run_id FOREIGN KEY(run_id) REFERENCES billing_run (id)
)
 STRICT
""",
    """
CREATE INDEX ix_late_fee_fee_invoice_id ON late_fee (fee_invoice_id)
""",
    """
CREATE INDEX ix_late_fee_run_id ON late_fee (run_id)
""",
    """
CREATE UNIQUE INDEX uq_late_fee_standing ON late_fee (invoice_id, level) WHERE state = 'posted'
""",
    """
CREATE TABLE estimate (
    id INTEGER NOT NULL,
    number TEXT,
    customer_id INTEGER NOT NULL,
    site_id INTEGER,
    title TEXT NOT NULL,
    message TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT 'draft' NOT NULL,
    written_on TEXT NOT NULL,
    written_by TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    deposit_minor INTEGER DEFAULT '0' NOT NULL,
    deposit_ppm INTEGER DEFAULT '0' NOT NULL,
    sent_on TEXT,
    sent_how TEXT DEFAULT '' NOT NULL,
    decided_on TEXT,
    decided_by TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    invoice_id INTEGER,
    job_id INTEGER,
    job_asks INTEGER DEFAULT 0 NOT NULL,
    plan_id INTEGER,
    search_text TEXT NOT NULL,
    CONSTRAINT pk_estimate PRIMARY KEY (id),
    CONSTRAINT uq_estimate_number UNIQUE (number),
    CONSTRAINT ck_estimate_state_known CHECK (state IN ('draft', 'sent', 'accepted', 'declined')),
    CONSTRAINT ck_estimate_sent_how_known CHECK (sent_how IN ('', 'mail', 'hand')),
    CONSTRAINT ck_estimate_number_when_sent CHECK (state = 'draft' OR number IS NOT NULL),
    CONSTRAINT ck_estimate_decided_when CHECK ((state = 'accepted' OR state = 'declined') = (decided_on IS NOT NULL)),
    CONSTRAINT ck_estimate_total_positive CHECK (total_minor >= 0),
    CONSTRAINT ck_estimate_deposit_possible CHECK (deposit_minor >= 0 AND deposit_ppm >= 0 AND deposit_ppm <= 1000000),
    CONSTRAINT fk_estimate_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_estimate_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_estimate_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_estimate_job_id FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT fk_estimate_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id)
)
 STRICT
""",
    """
CREATE INDEX ix_estimate_customer_id_state ON estimate (customer_id, state)
""",
    """
CREATE INDEX ix_estimate_waiting ON estimate (valid_until) WHERE state = 'sent'
""",
    """
CREATE UNIQUE INDEX uq_estimate_invoice ON estimate (invoice_id) WHERE invoice_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX uq_estimate_job ON estimate (job_id) WHERE job_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX uq_estimate_plan ON estimate (plan_id) WHERE plan_id IS NOT NULL
""",
    """
CREATE TABLE credit_request (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    expires_on TEXT,
    reason TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    oldest_first INTEGER NOT NULL,
    decided_by TEXT DEFAULT '' NOT NULL,
    decided_at TEXT,
    refusal TEXT DEFAULT '' NOT NULL,
    credit_memo_id INTEGER,
    CONSTRAINT pk_credit_request PRIMARY KEY (id),
    CONSTRAINT ck_credit_request_state_known CHECK (state IN ('waiting', 'approved', 'declined', 'withdrawn')),
    CONSTRAINT ck_credit_request_more_than_nothing CHECK (net_minor >= 0 AND tax_minor >= 0 AND net_minor + tax_minor > 0),
    CONSTRAINT ck_credit_request_memo_when_approved CHECK ((state = 'approved') = (credit_memo_id IS NOT NULL)),
    CONSTRAINT ck_credit_request_decided_once CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CONSTRAINT fk_credit_request_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_credit_request_credit_memo_id FOREIGN KEY(credit_memo_id) REFERENCES credit_memo (id)
)
 STRICT
""",
    """
CREATE INDEX ix_credit_request_waiting ON credit_request (customer_id) WHERE state = 'waiting'
""",
    """
CREATE TABLE job_line (
    id INTEGER NOT NULL,
    job_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    description TEXT NOT NULL,
    quantity_micro INTEGER NOT NULL,
    unit_price_minor INTEGER NOT NULL,
    discount_ppm INTEGER DEFAULT '0' NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_rate_id INTEGER,
    tax_ppm INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_job_line PRIMARY KEY (id),
    CONSTRAINT fk_job_line_job_id FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT fk_job_line_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
 STRICT
""",
    """
CREATE INDEX ix_job_line_job_id_position ON job_line (job_id, position)
""",
    """
CREATE TABLE mail_message (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    customer_id INTEGER,
    sender_id INTEGER,
    plan_charge_id INTEGER,
    once_key TEXT,
    number TEXT DEFAULT '' NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    way TEXT DEFAULT '' NOT NULL,
    language TEXT DEFAULT '' NOT NULL,
    message_id TEXT NOT NULL,
    words TEXT DEFAULT '' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    put_off INTEGER DEFAULT '0' NOT NULL,
    queued_at TEXT NOT NULL,
    released_at TEXT NOT NULL,
    state_at TEXT NOT NULL,
    next_try_at TEXT,
    actor TEXT NOT NULL,
    CONSTRAINT pk_mail_message PRIMARY KEY (id),
    CONSTRAINT ck_mail_message_state_known CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
    CONSTRAINT uq_mail_message_message_id UNIQUE (message_id),
    CONSTRAINT fk_mail_message_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_mail_message_sender_id FOREIGN KEY(sender_id) REFERENCES mail_sender (id),
    CONSTRAINT fk_mail_message_plan_charge_id FOREIGN KEY(plan_charge_id) REFERENCES plan_charge (id)
)
 STRICT
""",
    """
CREATE INDEX ix_mail_message_customer_id_id ON mail_message (customer_id, id)
""",
    """
CREATE INDEX ix_mail_message_state ON mail_message (state, next_try_at)
""",
    """
CREATE UNIQUE INDEX uq_mail_message_once_key ON mail_message (once_key) WHERE once_key IS NOT NULL
""",
    """
CREATE TABLE operation (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    live INTEGER NOT NULL,
    held INTEGER DEFAULT 0 NOT NULL,
    customer_id INTEGER NOT NULL,
    method_id INTEGER,
    plan_id INTEGER,
    payment_id INTEGER,
    amount_minor INTEGER NOT NULL,
    key_base TEXT NOT NULL,
    attempt INTEGER DEFAULT '1' NOT NULL,
    remote_id TEXT,
    page_url TEXT DEFAULT '' NOT NULL,
    purpose TEXT DEFAULT '' NOT NULL,
    reason_code TEXT DEFAULT '' NOT NULL,
    reason_text TEXT DEFAULT '' NOT NULL,
    queued_at TEXT NOT NULL,
    state_at TEXT NOT NULL,
    next_try_at TEXT,
    consented_on TEXT NOT NULL,
    actor TEXT NOT NULL,
    CONSTRAINT pk_operation PRIMARY KEY (id),
    CONSTRAINT ck_operation_kind_known CHECK (kind IN ('charge', 'refund', 'setup_page', 'payment_page')),
    CONSTRAINT ck_operation_state_known CHECK (state IN ('queued', 'creating', 'created', 'confirming', 'processing', 'needs_customer', 'unknown', 'succeeded', 'declined', 'cancelled', 'failed')),
    CONSTRAINT uq_operation_remote_id UNIQUE (remote_id),
    CONSTRAINT uq_operation_key_base UNIQUE (key_base),
    CONSTRAINT ck_operation_amount_positive CHECK (amount_minor >= 0),
    CONSTRAINT fk_operation_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_operation_method_id FOREIGN KEY(method_id) REFERENCES saved_method (id),
    CONSTRAINT fk_operation_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id)
)
 STRICT
""",
    """
CREATE INDEX ix_operation_customer_id_id ON operation (customer_id, id)
""",
    """
CREATE INDEX ix_operation_live ON operation (state, next_try_at) WHERE live = 1
""",
    """
CREATE TABLE remote_payment (
    remote_id TEXT NOT NULL,
    charge_id TEXT DEFAULT '' NOT NULL,
    remote_customer TEXT DEFAULT '' NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    taken_at TEXT NOT NULL,
    state TEXT NOT NULL,
    payment_id INTEGER,
    CONSTRAINT pk_remote_payment PRIMARY KEY (remote_id),
    CONSTRAINT ck_remote_payment_state_known CHECK (state IN ('posted', 'unmatched', 'ignored')),
    CONSTRAINT fk_remote_payment_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id)
)
 STRICT
""",
    """
CREATE INDEX ix_remote_payment_payment_id ON remote_payment (payment_id)
""",
    """
CREATE INDEX ix_remote_payment_state ON remote_payment (state)
""",
    """
CREATE TABLE allocation (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    invoice_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payment_id INTEGER,
    credit_memo_id INTEGER,
    amount_minor INTEGER NOT NULL,
    applied_on TEXT NOT NULL,
    reverses_id INTEGER,
    entry_id INTEGER NOT NULL,
    CONSTRAINT pk_allocation PRIMARY KEY (id),
    CONSTRAINT ck_allocation_kind_known CHECK (kind IN ('payment', 'credit', 'write_off', 'void')),
    CONSTRAINT ck_allocation_payment_named CHECK ((kind = 'payment') = (payment_id IS NOT NULL)),
    CONSTRAINT ck_allocation_credit_memo_named CHECK ((kind = 'credit') = (credit_memo_id IS NOT NULL)),
    CONSTRAINT ck_allocation_negative_reverses CHECK ((amount_minor < 0) = (reverses_id IS NOT NULL)),
    CONSTRAINT uq_allocation_reverses_id UNIQUE (reverses_id),
    CONSTRAINT fk_allocation_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_allocation_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_allocation_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id),
    CONSTRAINT fk_allocation_credit_memo_id FOREIGN KEY(credit_memo_id) REFERENCES credit_memo (id),
    CONSTRAINT fk_allocation_reverses_id FOREIGN KEY(reverses_id) REFERENCES allocation (id),
    CONSTRAINT fk_allocation_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
 STRICT
""",
    """
CREATE INDEX ix_allocation_applied ON allocation (applied_on, invoice_id, amount_minor)
""",
    """
CREATE INDEX ix_allocation_credit_memo_id ON allocation (credit_memo_id) WHERE credit_memo_id IS NOT NULL
""",
    """
CREATE INDEX ix_allocation_customer ON allocation (customer_id, applied_on)
""",
    """
CREATE INDEX ix_allocation_invoice_id ON allocation (invoice_id)
""",
    """
CREATE INDEX ix_allocation_payment_id ON allocation (payment_id) WHERE payment_id IS NOT NULL
""",
    """
CREATE TABLE reversal (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    payment_id INTEGER,
    credit_memo_id INTEGER,
    kind TEXT NOT NULL,
    method TEXT DEFAULT '' NOT NULL,
    reference TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    reversed_on TEXT NOT NULL,
    reverses_id INTEGER,
    entry_id INTEGER NOT NULL,
    CONSTRAINT pk_reversal PRIMARY KEY (id),
    CONSTRAINT ck_reversal_kind_known CHECK (kind IN ('refund', 'returned', 'disputed', 'void', 'expired')),
    CONSTRAINT ck_reversal_one_source CHECK ((payment_id IS NULL) <> (credit_memo_id IS NULL)),
    CONSTRAINT ck_reversal_negative_reverses CHECK ((amount_minor < 0) = (reverses_id IS NOT NULL)),
    CONSTRAINT uq_reversal_reverses_id UNIQUE (reverses_id),
    CONSTRAINT fk_reversal_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_reversal_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id),
    CONSTRAINT fk_reversal_credit_memo_id FOREIGN KEY(credit_memo_id) REFERENCES credit_memo (id),
    CONSTRAINT fk_reversal_reverses_id FOREIGN KEY(reverses_id) REFERENCES reversal (id),
    CONSTRAINT fk_reversal_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
 STRICT
""",
    """
CREATE INDEX ix_reversal_customer_id_reversed_on ON reversal (customer_id, reversed_on)
""",
    """
CREATE INDEX ix_reversal_payment_id ON reversal (payment_id) WHERE payment_id IS NOT NULL
""",
    """
CREATE TABLE plan_adjustment (
    id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    period_id INTEGER,
    kind TEXT NOT NULL,
    made_on TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    invoice_id INTEGER,
    credit_memo_id INTEGER,
    CONSTRAINT pk_plan_adjustment PRIMARY KEY (id),
    CONSTRAINT ck_plan_adjustment_kind_known CHECK (kind IN ('pause', 'resume', 'cancel', 'change', 'waive')),
    CONSTRAINT ck_plan_adjustment_one_document CHECK ((invoice_id IS NULL) <> (credit_memo_id IS NULL)),
    CONSTRAINT fk_plan_adjustment_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id),
    CONSTRAINT fk_plan_adjustment_period_id FOREIGN KEY(period_id) REFERENCES plan_period (id),
    CONSTRAINT fk_plan_adjustment_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_plan_adjustment_credit_memo_id FOREIGN KEY(credit_memo_id) REFERENCES credit_memo (id)
)
 STRICT
""",
    """
CREATE INDEX ix_plan_adjustment_invoice_id ON plan_adjustment (invoice_id) WHERE invoice_id IS NOT NULL
""",
    """
CREATE INDEX ix_plan_adjustment_plan_id ON plan_adjustment (plan_id)
""",
    """
CREATE TABLE estimate_line (
    id INTEGER NOT NULL,
    estimate_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    description TEXT NOT NULL,
    quantity_micro INTEGER NOT NULL,
    unit_price_minor INTEGER NOT NULL,
    discount_ppm INTEGER DEFAULT '0' NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_rate_id INTEGER,
    tax_ppm INTEGER DEFAULT '0' NOT NULL,
    tax_minor INTEGER NOT NULL,
    CONSTRAINT pk_estimate_line PRIMARY KEY (id),
    CONSTRAINT fk_estimate_line_estimate_id FOREIGN KEY(estimate_id) REFERENCES estimate (id),
    CONSTRAINT fk_estimate_line_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
 STRICT
""",
    """
CREATE INDEX ix_estimate_line_estimate_id_position ON estimate_line (estimate_id, position)
""",
    """
CREATE TABLE estimate_deposit (
    id INTEGER NOT NULL,
    estimate_id INTEGER NOT NULL,
    payment_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    CONSTRAINT pk_estimate_deposit PRIMARY KEY (id),
    CONSTRAINT uq_estimate_deposit_payment_id UNIQUE (payment_id),
    CONSTRAINT ck_estimate_deposit_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT fk_estimate_deposit_estimate_id FOREIGN KEY(estimate_id) REFERENCES estimate (id),
    CONSTRAINT fk_estimate_deposit_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id)
)
 STRICT
""",
    """
CREATE INDEX ix_estimate_deposit_estimate_id ON estimate_deposit (estimate_id)
""",
    """
CREATE TABLE mail_attachment (
    message_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT pk_mail_attachment PRIMARY KEY (message_id, position),
    CONSTRAINT fk_mail_attachment_message_id FOREIGN KEY(message_id) REFERENCES mail_message (id)
)
 STRICT
""",
    """
CREATE TABLE mail_attempt (
    id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    server TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT DEFAULT '' NOT NULL,
    words TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_mail_attempt PRIMARY KEY (id),
    CONSTRAINT fk_mail_attempt_message_id FOREIGN KEY(message_id) REFERENCES mail_message (id)
)
 STRICT
""",
    """
CREATE INDEX ix_mail_attempt_message_id_id ON mail_attempt (message_id, id)
""",
    """
CREATE TABLE operation_invoice (
    operation_id INTEGER NOT NULL,
    invoice_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    live INTEGER NOT NULL,
    CONSTRAINT pk_operation_invoice PRIMARY KEY (operation_id, invoice_id),
    CONSTRAINT fk_operation_invoice_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id),
    CONSTRAINT fk_operation_invoice_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT
""",
    """
CREATE INDEX ix_operation_invoice_invoice_id ON operation_invoice (invoice_id)
""",
    """
CREATE UNIQUE INDEX uq_operation_invoice_live ON operation_invoice (invoice_id) WHERE live = 1
""",
    """
CREATE TABLE operation_event (
    id INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    happened_at TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_operation_event PRIMARY KEY (id),
    CONSTRAINT fk_operation_event_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id)
)
 STRICT
""",
    """
CREATE INDEX ix_operation_event_operation_id_id ON operation_event (operation_id, id)
""",
    """
CREATE TABLE dispute (
    id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    payment_id INTEGER,
    amount_minor INTEGER NOT NULL,
    fee_minor INTEGER DEFAULT '0' NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    evidence_due_on TEXT,
    reversal_id INTEGER,
    won_reversal_id INTEGER,
    CONSTRAINT pk_dispute PRIMARY KEY (id),
    CONSTRAINT uq_dispute_remote_id UNIQUE (remote_id),
    CONSTRAINT fk_dispute_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id),
    CONSTRAINT fk_dispute_reversal_id FOREIGN KEY(reversal_id) REFERENCES reversal (id),
    CONSTRAINT fk_dispute_won_reversal_id FOREIGN KEY(won_reversal_id) REFERENCES reversal (id)
)
 STRICT
""",
)
POSTGRESQL = (
    """
CREATE TABLE agreement_template (
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    archived BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_agreement_template PRIMARY KEY (id),
    CONSTRAINT uq_agreement_template_name UNIQUE (name)
)
""",
    """
CREATE TABLE file_content (
    id BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    CONSTRAINT pk_file_content PRIMARY KEY (id),
    CONSTRAINT uq_file_content_sha256 UNIQUE (sha256),
    CONSTRAINT ck_file_content_size_positive CHECK (size_bytes >= 0)
)
""",
    """
CREATE TABLE company (
    id BIGINT NOT NULL,
    book_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    name TEXT NOT NULL,
    line1 TEXT DEFAULT '' NOT NULL,
    line2 TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    region TEXT DEFAULT '' NOT NULL,
    postcode TEXT DEFAULT '' NOT NULL,
    country TEXT DEFAULT 'US' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    tax_id TEXT DEFAULT '' NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    locale TEXT NOT NULL,
    terms TEXT DEFAULT 'net30' NOT NULL,
    tax_rounding TEXT DEFAULT 'line' NOT NULL,
    paper TEXT DEFAULT 'letter' NOT NULL,
    lock_on DATE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    logo BYTEA,
    CONSTRAINT pk_company PRIMARY KEY (id),
    CONSTRAINT ck_company_single CHECK (id = 1),
    CONSTRAINT ck_company_tax_rounding_known CHECK (tax_rounding IN ('line', 'document')),
    CONSTRAINT ck_company_mode_known CHECK (mode IN ('real', 'practice'))
)
""",
    """
CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (name)
)
""",
    """
CREATE TABLE counter (
    name TEXT NOT NULL,
    next_value BIGINT NOT NULL,
    CONSTRAINT pk_counter PRIMARY KEY (name)
)
""",
    """
CREATE TABLE number_series (
    kind TEXT NOT NULL,
    prefix TEXT DEFAULT '' NOT NULL,
    width BIGINT DEFAULT '1' NOT NULL,
    next_value BIGINT NOT NULL,
    CONSTRAINT pk_number_series PRIMARY KEY (kind)
)
""",
    """
CREATE TABLE tax_rate (
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    archived BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_tax_rate PRIMARY KEY (id)
)
""",
    """
CREATE TABLE book_lock (
    name TEXT NOT NULL,
    job TEXT NOT NULL,
    holder TEXT NOT NULL,
    host TEXT NOT NULL,
    process BIGINT NOT NULL,
    since_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_book_lock PRIMARY KEY (name)
)
""",
    """
CREATE TABLE technician (
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    archived BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_technician PRIMARY KEY (id),
    CONSTRAINT uq_technician_name UNIQUE (name)
)
""",
    """
CREATE TABLE account (
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    export_name TEXT NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT ck_account_kind_known CHECK (kind IN ('asset', 'liability', 'equity', 'income', 'expense')),
    CONSTRAINT uq_account_export_name UNIQUE (export_name)
)
""",
    """
CREATE TABLE mail_sender (
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    reply_to TEXT DEFAULT '' NOT NULL,
    host TEXT NOT NULL,
    port BIGINT NOT NULL,
    security TEXT NOT NULL,
    user_name TEXT DEFAULT '' NOT NULL,
    is_default BOOLEAN DEFAULT false NOT NULL,
    archived BOOLEAN DEFAULT false NOT NULL,
    fault TEXT DEFAULT '' NOT NULL,
    tested_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_mail_sender PRIMARY KEY (id),
    CONSTRAINT ck_mail_sender_security_known CHECK (security IN ('tls', 'starttls', 'none')),
    CONSTRAINT ck_mail_sender_port_exists CHECK (port BETWEEN 1 AND 65535)
)
""",
    """
CREATE TABLE mail_template (
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_mail_template PRIMARY KEY (kind, language)
)
""",
    """
CREATE TABLE processor_account (
    id BIGINT NOT NULL,
    remote_id TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    connected_at TIMESTAMP WITH TIME ZONE NOT NULL,
    frozen_since TIMESTAMP WITH TIME ZONE,
    frozen_why TEXT DEFAULT '' NOT NULL,
    event_cursor TEXT DEFAULT '' NOT NULL,
    synced_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_processor_account PRIMARY KEY (id),
    CONSTRAINT ck_processor_account_single CHECK (id = 1)
)
""",
    """
CREATE TABLE remote_event (
    remote_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_remote_event PRIMARY KEY (remote_id)
)
""",
    """
CREATE TABLE price_change (
    id BIGINT NOT NULL,
    effective_on DATE NOT NULL,
    rule TEXT NOT NULL,
    value BIGINT NOT NULL,
    plans BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    actor TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reversed_at TIMESTAMP WITH TIME ZONE,
    reversed_by TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_price_change PRIMARY KEY (id),
    CONSTRAINT ck_price_change_state_known CHECK (state IN ('applied', 'reversed')),
    CONSTRAINT ck_price_change_rule_known CHECK (rule IN ('percent', 'amount', 'price'))
)
""",
    """
CREATE TABLE billing_run (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    through_on DATE NOT NULL,
    posted_on DATE NOT NULL,
    missed TEXT NOT NULL,
    digest TEXT NOT NULL,
    invoices BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    credit_minor BIGINT NOT NULL,
    queued_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    posted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reversed_at TIMESTAMP WITH TIME ZONE,
    reversed_by TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_billing_run PRIMARY KEY (id),
    CONSTRAINT uq_billing_run_number UNIQUE (number),
    CONSTRAINT ck_billing_run_state_known CHECK (state IN ('posted', 'reversed')),
    CONSTRAINT ck_billing_run_missed_known CHECK (missed IN ('each', 'combine', 'skip'))
)
""",
    """
CREATE INDEX ix_billing_run_through_on ON billing_run (through_on)
""",
    """
CREATE TABLE customer (
    id BIGINT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT DEFAULT 'residential' NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    since_on DATE NOT NULL,
    manager TEXT DEFAULT '' NOT NULL,
    terms TEXT DEFAULT 'net30' NOT NULL,
    tax_rate_id BIGINT,
    language TEXT DEFAULT '' NOT NULL,
    sort_name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    due_minor BIGINT DEFAULT '0' NOT NULL,
    credit_minor BIGINT DEFAULT '0' NOT NULL,
    lifetime_minor BIGINT DEFAULT '0' NOT NULL,
    merged_into_id BIGINT,
    version BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT pk_customer PRIMARY KEY (id),
    CONSTRAINT uq_customer_account UNIQUE (account),
    CONSTRAINT ck_customer_kind_known CHECK (kind IN ('residential', 'commercial')),
    CONSTRAINT ck_customer_status_known CHECK (status IN ('active', 'archived')),
    CONSTRAINT ck_customer_totals_positive CHECK (due_minor >= 0 AND credit_minor >= 0),
    CONSTRAINT fk_customer_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id),
    CONSTRAINT fk_customer_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_customer_due_minor ON customer (due_minor)
""",
    """
CREATE INDEX ix_customer_merged_into_id ON customer (merged_into_id) WHERE merged_into_id IS NOT NULL
""",
    """
CREATE INDEX ix_customer_sort_name ON customer (sort_name)
""",
    """
CREATE INDEX ix_customer_status ON customer (status, sort_name)
""",
    """
CREATE TABLE file_piece (
    content_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    piece BYTEA NOT NULL,
    CONSTRAINT pk_file_piece PRIMARY KEY (content_id, position),
    CONSTRAINT fk_file_piece_content_id FOREIGN KEY(content_id) REFERENCES file_content (id)
)
""",
    """
CREATE TABLE plan_template (
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    included TEXT DEFAULT '' NOT NULL,
    agreement TEXT DEFAULT '' NOT NULL,
    visits_per_year BIGINT DEFAULT '0' NOT NULL,
    tax_rate_id BIGINT,
    archived BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_plan_template PRIMARY KEY (id),
    CONSTRAINT uq_plan_template_name UNIQUE (name),
    CONSTRAINT ck_plan_template_visits_positive CHECK (visits_per_year >= 0),
    CONSTRAINT fk_plan_template_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
""",
    """
CREATE TABLE contact (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    line1 TEXT DEFAULT '' NOT NULL,
    line2 TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    region TEXT DEFAULT '' NOT NULL,
    postcode TEXT DEFAULT '' NOT NULL,
    country TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_contact PRIMARY KEY (id),
    CONSTRAINT ck_contact_role_known CHECK (role IN ('billing', 'primary')),
    CONSTRAINT uq_contact_customer_id_role UNIQUE (customer_id, role),
    CONSTRAINT fk_contact_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE TABLE site (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    line1 TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    region TEXT DEFAULT '' NOT NULL,
    postcode TEXT DEFAULT '' NOT NULL,
    archived BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_site PRIMARY KEY (id),
    CONSTRAINT fk_site_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_site_customer_id ON site (customer_id)
""",
    """
CREATE TABLE customer_tag (
    customer_id BIGINT NOT NULL,
    tag TEXT NOT NULL,
    CONSTRAINT pk_customer_tag PRIMARY KEY (customer_id, tag),
    CONSTRAINT fk_customer_tag_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_customer_tag_tag ON customer_tag (tag)
""",
    """
CREATE TABLE note (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    edited_at TIMESTAMP WITH TIME ZONE,
    pinned BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_note PRIMARY KEY (id),
    CONSTRAINT fk_note_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_note_customer_id_written_at ON note (customer_id, written_at)
""",
    """
CREATE TABLE activity (
    id BIGINT NOT NULL,
    customer_id BIGINT,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    details TEXT DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_activity PRIMARY KEY (id),
    CONSTRAINT fk_activity_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_activity_customer_id_id ON activity (customer_id, id)
""",
    """
CREATE TABLE attached_file (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    content_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    added_by TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    search_text TEXT NOT NULL,
    CONSTRAINT pk_attached_file PRIMARY KEY (id),
    CONSTRAINT ck_attached_file_size_positive CHECK (size_bytes >= 0),
    CONSTRAINT fk_attached_file_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_attached_file_content_id FOREIGN KEY(content_id) REFERENCES file_content (id)
)
""",
    """
CREATE INDEX ix_attached_file_content_id ON attached_file (content_id)
""",
    """
CREATE INDEX ix_attached_file_customer_id ON attached_file (customer_id)
""",
    """
CREATE INDEX ix_attached_file_removed_at ON attached_file (removed_at)
""",
    """
CREATE TABLE journal_entry (
    id BIGINT NOT NULL,
    posted_on DATE NOT NULL,
    kind TEXT NOT NULL,
    customer_id BIGINT,
    payment_id BIGINT,
    credit_memo_id BIGINT,
    reverses_id BIGINT,
    memo TEXT DEFAULT '' NOT NULL,
    actor TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_journal_entry PRIMARY KEY (id),
    CONSTRAINT uq_journal_entry_reverses_id UNIQUE (reverses_id),
    CONSTRAINT fk_journal_entry_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_journal_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES journal_entry (id)
)
""",
    """
CREATE INDEX ix_journal_entry_customer_id_posted_on ON journal_entry (customer_id, posted_on)
""",
    """
CREATE INDEX ix_journal_entry_posted_on ON journal_entry (posted_on)
""",
    """
CREATE TABLE customer_merge (
    id BIGINT NOT NULL,
    gone_id BIGINT NOT NULL,
    kept_id BIGINT NOT NULL,
    merged_at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    before TEXT DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_customer_merge PRIMARY KEY (id),
    CONSTRAINT ck_customer_merge_two_customers CHECK (gone_id <> kept_id),
    CONSTRAINT fk_customer_merge_gone_id FOREIGN KEY(gone_id) REFERENCES customer (id),
    CONSTRAINT fk_customer_merge_kept_id FOREIGN KEY(kept_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_customer_merge_kept_id ON customer_merge (kept_id)
""",
    """
CREATE UNIQUE INDEX uq_customer_merge_gone ON customer_merge (gone_id) WHERE undone_at IS NULL
""",
    """
CREATE TABLE remote_customer (
    customer_id BIGINT NOT NULL,
    remote_id TEXT NOT NULL,
    linked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_remote_customer PRIMARY KEY (customer_id),
    CONSTRAINT uq_remote_customer_remote_id UNIQUE (remote_id),
    CONSTRAINT fk_remote_customer_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE TABLE saved_method (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    remote_id TEXT NOT NULL,
    remote_customer TEXT DEFAULT '' NOT NULL,
    kind TEXT NOT NULL,
    brand TEXT NOT NULL,
    last4 TEXT NOT NULL,
    expires_on DATE,
    is_default BOOLEAN DEFAULT false NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_saved_method PRIMARY KEY (id),
    CONSTRAINT uq_saved_method_remote_id UNIQUE (remote_id),
    CONSTRAINT ck_saved_method_kind_known CHECK (kind IN ('card', 'bank')),
    CONSTRAINT fk_saved_method_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_saved_method_customer_id ON saved_method (customer_id)
""",
    """
CREATE INDEX ix_saved_method_expires_on ON saved_method (expires_on)
""",
    """
CREATE TABLE plan_template_price (
    template_id BIGINT NOT NULL,
    frequency TEXT NOT NULL,
    price_minor BIGINT NOT NULL,
    CONSTRAINT pk_plan_template_price PRIMARY KEY (template_id, frequency),
    CONSTRAINT ck_plan_template_price_price_positive CHECK (price_minor >= 0),
    CONSTRAINT fk_plan_template_price_template_id FOREIGN KEY(template_id) REFERENCES plan_template (id)
)
""",
    """
CREATE TABLE invoice (
    id BIGINT NOT NULL,
    number TEXT,
    customer_id BIGINT NOT NULL,
    site_id BIGINT,
    parent_id BIGINT,
    kind TEXT DEFAULT 'invoice' NOT NULL,
    state TEXT NOT NULL,
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    terms TEXT NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    message TEXT DEFAULT '' NOT NULL,
    total_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    open_minor BIGINT NOT NULL,
    disputed BOOLEAN DEFAULT false NOT NULL,
    entry_id BIGINT,
    CONSTRAINT pk_invoice PRIMARY KEY (id),
    CONSTRAINT uq_invoice_number UNIQUE (number),
    CONSTRAINT ck_invoice_kind_known CHECK (kind IN ('invoice', 'parent')),
    CONSTRAINT ck_invoice_state_known CHECK (state IN ('draft', 'issued', 'void', 'written_off')),
    CONSTRAINT ck_invoice_open_within_total CHECK (open_minor >= 0 AND open_minor <= total_minor),
    CONSTRAINT ck_invoice_number_when_issued CHECK ((state = 'draft') = (number IS NULL)),
    CONSTRAINT fk_invoice_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_invoice_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_invoice_parent_id FOREIGN KEY(parent_id) REFERENCES invoice (id)
)
""",
    """
CREATE INDEX ix_invoice_customer_id_issued_on ON invoice (customer_id, issued_on)
""",
    """
CREATE INDEX ix_invoice_issued ON invoice (issued_on, customer_id, total_minor)
""",
    """
CREATE INDEX ix_invoice_open ON invoice (customer_id, due_on, issued_on, open_minor) WHERE open_minor > 0
""",
    """
CREATE INDEX ix_invoice_parent_id ON invoice (parent_id) WHERE parent_id IS NOT NULL
""",
    """
CREATE INDEX ix_invoice_total ON invoice (total_minor)
""",
    """
CREATE TABLE merged_row (
    merge_id BIGINT NOT NULL,
    table_name TEXT NOT NULL,
    row_id BIGINT NOT NULL,
    CONSTRAINT pk_merged_row PRIMARY KEY (merge_id, table_name, row_id),
    CONSTRAINT fk_merged_row_merge_id FOREIGN KEY(merge_id) REFERENCES customer_merge (id)
)
""",
    """
CREATE TABLE payout (
    id BIGINT NOT NULL,
    remote_id TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    arrives_on DATE NOT NULL,
    state TEXT NOT NULL,
    entry_id BIGINT,
    reversal_entry_id BIGINT,
    by_hand BOOLEAN DEFAULT false NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE,
    seen_on DATE,
    seen_by TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_payout PRIMARY KEY (id),
    CONSTRAINT uq_payout_remote_id UNIQUE (remote_id),
    CONSTRAINT fk_payout_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id),
    CONSTRAINT fk_payout_reversal_entry_id FOREIGN KEY(reversal_entry_id) REFERENCES journal_entry (id)
)
""",
    """
CREATE INDEX ix_payout_arrives_on ON payout (arrives_on)
""",
    """
CREATE TABLE balance_transaction (
    remote_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    payment_remote_id TEXT DEFAULT '' NOT NULL,
    amount_minor BIGINT NOT NULL,
    fee_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    payout_remote_id TEXT DEFAULT '' NOT NULL,
    entry_id BIGINT,
    CONSTRAINT pk_balance_transaction PRIMARY KEY (remote_id),
    CONSTRAINT fk_balance_transaction_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
""",
    """
CREATE INDEX ix_balance_transaction_payout_remote_id ON balance_transaction (payout_remote_id)
""",
    """
CREATE INDEX ix_balance_transaction_source_id ON balance_transaction (source_id)
""",
    """
CREATE TABLE deposit (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    deposited_on DATE NOT NULL,
    total_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    entry_id BIGINT NOT NULL,
    CONSTRAINT pk_deposit PRIMARY KEY (id),
    CONSTRAINT uq_deposit_number UNIQUE (number),
    CONSTRAINT ck_deposit_state_known CHECK (state IN ('posted', 'reversed')),
    CONSTRAINT fk_deposit_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
""",
    """
CREATE TABLE plan (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    site_id BIGINT,
    template_id BIGINT,
    kind TEXT DEFAULT 'plan' NOT NULL,
    name TEXT NOT NULL,
    included TEXT DEFAULT '' NOT NULL,
    agreement TEXT DEFAULT '' NOT NULL,
    message TEXT DEFAULT '' NOT NULL,
    visits_per_year BIGINT DEFAULT '0' NOT NULL,
    status TEXT NOT NULL,
    frequency TEXT NOT NULL,
    timing TEXT DEFAULT 'advance' NOT NULL,
    start_on DATE NOT NULL,
    end_on DATE,
    agreed_end_on DATE,
    ends_as TEXT DEFAULT 'ended' NOT NULL,
    anchor_on DATE NOT NULL,
    segment BIGINT DEFAULT '1' NOT NULL,
    next_index BIGINT DEFAULT '0' NOT NULL,
    next_bill_on DATE,
    plain BOOLEAN DEFAULT true NOT NULL,
    price_minor BIGINT NOT NULL,
    last_total_minor BIGINT,
    discount_ppm BIGINT DEFAULT '0' NOT NULL,
    tax_rate_id BIGINT,
    terms TEXT DEFAULT 'receipt' NOT NULL,
    paid_by TEXT NOT NULL,
    method_ref TEXT DEFAULT '' NOT NULL,
    method_label TEXT DEFAULT '' NOT NULL,
    method_expires_on DATE,
    sent_on DATE,
    accepted_on DATE,
    accepted_by TEXT DEFAULT '' NOT NULL,
    cancelled_on DATE,
    cancel_reason TEXT DEFAULT '' NOT NULL,
    visits_until_on DATE,
    version BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT pk_plan PRIMARY KEY (id),
    CONSTRAINT uq_plan_number UNIQUE (number),
    CONSTRAINT ck_plan_kind_known CHECK (kind IN ('plan', 'recurring')),
    CONSTRAINT ck_plan_status_known CHECK (status IN ('draft', 'pending', 'active', 'paused', 'cancelled', 'ended')),
    CONSTRAINT ck_plan_timing_known CHECK (timing IN ('advance', 'arrears')),
    CONSTRAINT ck_plan_paid_by_known CHECK (paid_by IN ('card', 'bank', 'cash', 'check', 'other')),
    CONSTRAINT ck_plan_ends_as_known CHECK (ends_as IN ('ended', 'cancelled')),
    CONSTRAINT ck_plan_price_positive CHECK (price_minor >= 0),
    CONSTRAINT ck_plan_discount_within CHECK (discount_ppm BETWEEN 0 AND 1000000),
    CONSTRAINT ck_plan_ends_after_start CHECK (end_on IS NULL OR end_on >= start_on),
    CONSTRAINT fk_plan_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_plan_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_plan_template_id FOREIGN KEY(template_id) REFERENCES plan_template (id),
    CONSTRAINT fk_plan_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
""",
    """
CREATE INDEX ix_plan_customer_id ON plan (customer_id)
""",
    """
CREATE INDEX ix_plan_due ON plan (next_bill_on, id) WHERE next_bill_on IS NOT NULL
""",
    """
CREATE TABLE agreement (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    site_id BIGINT,
    plan_id BIGINT,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT DEFAULT 'draft' NOT NULL,
    written_on DATE NOT NULL,
    written_by TEXT NOT NULL,
    sent_on DATE,
    signed_on DATE,
    signed_by TEXT DEFAULT '' NOT NULL,
    scan_id BIGINT,
    renews_on DATE,
    ended_on DATE,
    search_text TEXT NOT NULL,
    CONSTRAINT pk_agreement PRIMARY KEY (id),
    CONSTRAINT ck_agreement_state_known CHECK (state IN ('draft', 'sent', 'signed', 'ended')),
    CONSTRAINT ck_agreement_sent_when CHECK ((state <> 'sent' AND state <> 'signed') OR sent_on IS NOT NULL),
    CONSTRAINT ck_agreement_signed_by_whom CHECK (state <> 'signed' OR (signed_on IS NOT NULL AND signed_by <> '')),
    CONSTRAINT ck_agreement_ended_when CHECK ((state = 'ended') = (ended_on IS NOT NULL)),
    CONSTRAINT fk_agreement_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_agreement_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_agreement_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id),
    CONSTRAINT fk_agreement_scan_id FOREIGN KEY(scan_id) REFERENCES attached_file (id)
)
""",
    """
CREATE INDEX ix_agreement_customer_id ON agreement (customer_id)
""",
    """
CREATE INDEX ix_agreement_scan_id ON agreement (scan_id)
""",
    """
CREATE INDEX ix_agreement_to_renew ON agreement (renews_on) WHERE state = 'signed' AND renews_on IS NOT NULL
""",
    """
CREATE TABLE invoice_line (
    id BIGINT NOT NULL,
    invoice_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    description TEXT NOT NULL,
    quantity_micro BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    discount_ppm BIGINT DEFAULT '0' NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_rate_id BIGINT,
    tax_ppm BIGINT DEFAULT '0' NOT NULL,
    tax_minor BIGINT NOT NULL,
    CONSTRAINT pk_invoice_line PRIMARY KEY (id),
    CONSTRAINT fk_invoice_line_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_invoice_line_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
""",
    """
CREATE INDEX ix_invoice_line_invoice_id_position ON invoice_line (invoice_id, position)
""",
    """
CREATE TABLE credit_memo (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    invoice_id BIGINT,
    state TEXT NOT NULL,
    issued_on DATE NOT NULL,
    expires_on DATE,
    reason TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    open_minor BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    CONSTRAINT pk_credit_memo PRIMARY KEY (id),
    CONSTRAINT uq_credit_memo_number UNIQUE (number),
    CONSTRAINT ck_credit_memo_state_known CHECK (state IN ('issued', 'void')),
    CONSTRAINT ck_credit_memo_open_within_total CHECK (open_minor >= 0 AND open_minor <= total_minor),
    CONSTRAINT fk_credit_memo_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_credit_memo_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_credit_memo_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
""",
    """
CREATE INDEX ix_credit_memo_customer_id_issued_on ON credit_memo (customer_id, issued_on)
""",
    """
CREATE TABLE job (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    site_id BIGINT,
    title TEXT NOT NULL,
    details TEXT DEFAULT '' NOT NULL,
    technician_id BIGINT,
    status TEXT NOT NULL,
    due_on DATE,
    starts_at TIMESTAMP WITH TIME ZONE,
    ends_at TIMESTAMP WITH TIME ZONE,
    done_on DATE,
    amount_minor BIGINT DEFAULT '0' NOT NULL,
    invoice_id BIGINT,
    plan_id BIGINT,
    plan_year BIGINT,
    visit_no BIGINT,
    search_text TEXT NOT NULL,
    CONSTRAINT pk_job PRIMARY KEY (id),
    CONSTRAINT uq_job_number UNIQUE (number),
    CONSTRAINT ck_job_status_known CHECK (status IN ('unscheduled', 'scheduled', 'in_progress', 'done', 'invoiced', 'cancelled')),
    CONSTRAINT ck_job_visit_of_plan CHECK ((plan_id IS NULL) = (plan_year IS NULL)),
    CONSTRAINT ck_job_appointment_whole CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CONSTRAINT ck_job_appointment_lasts CHECK (starts_at < ends_at),
    CONSTRAINT ck_job_scheduled_when CHECK (status <> 'scheduled' OR starts_at IS NOT NULL),
    CONSTRAINT ck_job_invoiced_by CHECK ((status = 'invoiced') = (invoice_id IS NOT NULL)),
    CONSTRAINT ck_job_visit_billed_by_plan CHECK (plan_id IS NULL OR invoice_id IS NULL),
    CONSTRAINT fk_job_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_job_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_job_technician_id FOREIGN KEY(technician_id) REFERENCES technician (id),
    CONSTRAINT fk_job_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_job_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id)
)
""",
    """
CREATE INDEX ix_job_customer_id_status ON job (customer_id, status)
""",
    """
CREATE INDEX ix_job_starts_at ON job (starts_at)
""",
    """
CREATE INDEX ix_job_status ON job (status)
""",
    """
CREATE INDEX ix_job_technician_id_starts_at ON job (technician_id, starts_at)
""",
    """
CREATE UNIQUE INDEX uq_job_invoice ON job (invoice_id) WHERE invoice_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX uq_job_visit ON job (plan_id, plan_year, visit_no) WHERE plan_id IS NOT NULL
""",
    """
CREATE TABLE posting (
    id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    posted_on DATE NOT NULL,
    account_id BIGINT NOT NULL,
    customer_id BIGINT,
    invoice_id BIGINT,
    amount_minor BIGINT NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (id),
    CONSTRAINT fk_posting_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id),
    CONSTRAINT fk_posting_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_posting_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_posting_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
""",
    """
CREATE INDEX ix_posting_account ON posting (account_id, posted_on, amount_minor)
""",
    """
CREATE INDEX ix_posting_customer ON posting (customer_id, account_id, posted_on, amount_minor)
""",
    """
CREATE INDEX ix_posting_entry_id ON posting (entry_id)
""",
    """
CREATE TABLE payment (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    received_on DATE NOT NULL,
    method TEXT NOT NULL,
    money_account BIGINT NOT NULL,
    reference TEXT DEFAULT '' NOT NULL,
    drawn_on TEXT DEFAULT '' NOT NULL,
    memo TEXT DEFAULT '' NOT NULL,
    amount_minor BIGINT NOT NULL,
    open_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    deposit_id BIGINT,
    entry_id BIGINT NOT NULL,
    CONSTRAINT pk_payment PRIMARY KEY (id),
    CONSTRAINT uq_payment_number UNIQUE (number),
    CONSTRAINT ck_payment_method_known CHECK (method IN ('cash', 'check', 'card', 'bank', 'other')),
    CONSTRAINT ck_payment_state_known CHECK (state IN ('posted', 'reversed')),
    CONSTRAINT ck_payment_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT ck_payment_open_within_amount CHECK (open_minor >= 0 AND open_minor <= amount_minor),
    CONSTRAINT fk_payment_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_payment_money_account FOREIGN KEY(money_account) REFERENCES account (id),
    CONSTRAINT fk_payment_deposit_id FOREIGN KEY(deposit_id) REFERENCES deposit (id),
    CONSTRAINT fk_payment_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
""",
    """
CREATE INDEX ix_payment_amount ON payment (amount_minor)
""",
    """
CREATE INDEX ix_payment_customer_id_received_on ON payment (customer_id, received_on)
""",
    """
CREATE INDEX ix_payment_deposit_id ON payment (deposit_id) WHERE deposit_id IS NOT NULL
""",
    """
CREATE INDEX ix_payment_received_on ON payment (received_on)
""",
    """
CREATE TABLE plan_line (
    plan_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    description TEXT NOT NULL,
    quantity_micro BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    discount_ppm BIGINT DEFAULT '0' NOT NULL,
    tax_rate_id BIGINT,
    tax_ppm BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_plan_line PRIMARY KEY (plan_id, position),
    CONSTRAINT fk_plan_line_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id),
    CONSTRAINT fk_plan_line_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
""",
    """
CREATE TABLE plan_price (
    id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    effective_on DATE NOT NULL,
    price_minor BIGINT NOT NULL,
    discount_ppm BIGINT DEFAULT '0' NOT NULL,
    prorated BOOLEAN DEFAULT false NOT NULL,
    change_id BIGINT,
    reversed BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_plan_price PRIMARY KEY (id),
    CONSTRAINT ck_plan_price_price_positive CHECK (price_minor >= 0),
    CONSTRAINT fk_plan_price_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id),
    CONSTRAINT fk_plan_price_change_id FOREIGN KEY(change_id) REFERENCES price_change (id)
)
""",
    """
CREATE INDEX ix_plan_price_change_id ON plan_price (change_id) WHERE change_id IS NOT NULL
""",
    """
CREATE INDEX ix_plan_price_plan_id_effective_on ON plan_price (plan_id, effective_on)
""",
    """
CREATE TABLE plan_pause (
    id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE,
    reason TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_plan_pause PRIMARY KEY (id),
    CONSTRAINT fk_plan_pause_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id)
)
""",
    """
CREATE INDEX ix_plan_pause_plan_id_from_on ON plan_pause (plan_id, from_on)
""",
    """
CREATE TABLE plan_period (
    id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    segment BIGINT NOT NULL,
    period_index BIGINT NOT NULL,
    start_on DATE NOT NULL,
    end_on DATE NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    due_on DATE NOT NULL,
    price_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    charge TEXT NOT NULL,
    invoice_id BIGINT,
    run_id BIGINT,
    reason TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_plan_period PRIMARY KEY (id),
    CONSTRAINT ck_plan_period_state_known CHECK (state IN ('billed', 'combined', 'skipped', 'waived', 'reversed')),
    CONSTRAINT ck_plan_period_charge_known CHECK (charge IN ('none', 'credit', 'queued', 'open')),
    CONSTRAINT ck_plan_period_billed_by_invoice CHECK ((state IN ('billed', 'combined')) <= (invoice_id IS NOT NULL)),
    CONSTRAINT fk_plan_period_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id),
    CONSTRAINT fk_plan_period_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_plan_period_run_id FOREIGN KEY(run_id) REFERENCES billing_run (id)
)
""",
    """
CREATE INDEX ix_plan_period_invoice_id ON plan_period (invoice_id) WHERE invoice_id IS NOT NULL
""",
    """
CREATE INDEX ix_plan_period_plan_id ON plan_period (plan_id)
""",
    """
CREATE INDEX ix_plan_period_run_id ON plan_period (run_id) WHERE run_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX uq_plan_period_standing ON plan_period (plan_id, segment, period_index) WHERE state <> 'reversed'
""",
    """
CREATE TABLE plan_charge (
    id BIGINT NOT NULL,
    invoice_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    plan_id BIGINT,
    amount_minor BIGINT NOT NULL,
    method TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT DEFAULT 'none' NOT NULL,
    queued_on DATE NOT NULL,
    try_on DATE,
    attempts BIGINT DEFAULT '0' NOT NULL,
    steps_done BIGINT DEFAULT '0' NOT NULL,
    failed_on DATE,
    reason_code TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    operation_id BIGINT,
    CONSTRAINT pk_plan_charge PRIMARY KEY (id),
    CONSTRAINT uq_plan_charge_invoice_id UNIQUE (invoice_id),
    CONSTRAINT ck_plan_charge_state_known CHECK (state IN ('waiting', 'sent', 'processing', 'failed', 'paid', 'cancelled')),
    CONSTRAINT ck_plan_charge_stage_known CHECK (stage IN ('none', 'retrying', 'reminded', 'paused', 'handed_over', 'stopped')),
    CONSTRAINT ck_plan_charge_method_known CHECK (method IN ('card', 'bank')),
    CONSTRAINT ck_plan_charge_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT fk_plan_charge_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_plan_charge_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_plan_charge_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id)
)
""",
    """
CREATE INDEX ix_plan_charge_customer_id ON plan_charge (customer_id)
""",
    """
CREATE INDEX ix_plan_charge_plan_id ON plan_charge (plan_id)
""",
    """
CREATE INDEX ix_plan_charge_try ON plan_charge (state, try_on)
""",
    """
CREATE TABLE late_fee (
    id BIGINT NOT NULL,
    invoice_id BIGINT NOT NULL,
    level BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    fee_invoice_id BIGINT NOT NULL,
    run_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    CONSTRAINT pk_late_fee PRIMARY KEY (id),
    CONSTRAINT ck_late_fee_state_known CHECK (state IN ('posted', 'reversed')),
    CONSTRAINT ck_late_fee_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT fk_late_fee_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_late_fee_fee_invoice_id FOREIGN KEY(fee_invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_late_fee_run_id FOREIGN KEY(run_id) REFERENCES billing_run (id)
)
""",
    """
CREATE INDEX ix_late_fee_fee_invoice_id ON late_fee (fee_invoice_id)
""",
    """
CREATE INDEX ix_late_fee_run_id ON late_fee (run_id)
""",
    """
CREATE UNIQUE INDEX uq_late_fee_standing ON late_fee (invoice_id, level) WHERE state = 'posted'
""",
    """
CREATE TABLE estimate (
    id BIGINT NOT NULL,
    number TEXT,
    customer_id BIGINT NOT NULL,
    site_id BIGINT,
    title TEXT NOT NULL,
    message TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT 'draft' NOT NULL,
    written_on DATE NOT NULL,
    written_by TEXT NOT NULL,
    valid_until DATE NOT NULL,
    total_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    deposit_minor BIGINT DEFAULT '0' NOT NULL,
    deposit_ppm BIGINT DEFAULT '0' NOT NULL,
    sent_on DATE,
    sent_how TEXT DEFAULT '' NOT NULL,
    decided_on DATE,
    decided_by TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    invoice_id BIGINT,
    job_id BIGINT,
    job_asks BOOLEAN DEFAULT false NOT NULL,
    plan_id BIGINT,
    search_text TEXT NOT NULL,
    CONSTRAINT pk_estimate PRIMARY KEY (id),
    CONSTRAINT uq_estimate_number UNIQUE (number),
    CONSTRAINT ck_estimate_state_known CHECK (state IN ('draft', 'sent', 'accepted', 'declined')),
    CONSTRAINT ck_estimate_sent_how_known CHECK (sent_how IN ('', 'mail', 'hand')),
    CONSTRAINT ck_estimate_number_when_sent CHECK (state = 'draft' OR number IS NOT NULL),
    CONSTRAINT ck_estimate_decided_when CHECK ((state = 'accepted' OR state = 'declined') = (decided_on IS NOT NULL)),
    CONSTRAINT ck_estimate_total_positive CHECK (total_minor >= 0),
    CONSTRAINT ck_estimate_deposit_possible CHECK (deposit_minor >= 0 AND deposit_ppm >= 0 AND deposit_ppm <= 1000000),
    CONSTRAINT fk_estimate_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_estimate_site_id FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_estimate_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_estimate_job_id FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT fk_estimate_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id)
)
""",
    """
CREATE INDEX ix_estimate_customer_id_state ON estimate (customer_id, state)
""",
    """
CREATE INDEX ix_estimate_waiting ON estimate (valid_until) WHERE state = 'sent'
""",
    """
CREATE UNIQUE INDEX uq_estimate_invoice ON estimate (invoice_id) WHERE invoice_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX uq_estimate_job ON estimate (job_id) WHERE job_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX uq_estimate_plan ON estimate (plan_id) WHERE plan_id IS NOT NULL
""",
    """
CREATE TABLE credit_request (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    issued_on DATE NOT NULL,
    expires_on DATE,
    reason TEXT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    oldest_first BOOLEAN NOT NULL,
    decided_by TEXT DEFAULT '' NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    refusal TEXT DEFAULT '' NOT NULL,
    credit_memo_id BIGINT,
    CONSTRAINT pk_credit_request PRIMARY KEY (id),
    CONSTRAINT ck_credit_request_state_known CHECK (state IN ('waiting', 'approved', 'declined', 'withdrawn')),
    CONSTRAINT ck_credit_request_more_than_nothing CHECK (net_minor >= 0 AND tax_minor >= 0 AND net_minor + tax_minor > 0),
    CONSTRAINT ck_credit_request_memo_when_approved CHECK ((state = 'approved') = (credit_memo_id IS NOT NULL)),
    CONSTRAINT ck_credit_request_decided_once CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CONSTRAINT fk_credit_request_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_credit_request_credit_memo_id FOREIGN KEY(credit_memo_id) REFERENCES credit_memo (id)
)
""",
    """
CREATE INDEX ix_credit_request_waiting ON credit_request (customer_id) WHERE state = 'waiting'
""",
    """
CREATE TABLE job_line (
    id BIGINT NOT NULL,
    job_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    description TEXT NOT NULL,
    quantity_micro BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    discount_ppm BIGINT DEFAULT '0' NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_rate_id BIGINT,
    tax_ppm BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_job_line PRIMARY KEY (id),
    CONSTRAINT fk_job_line_job_id FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT fk_job_line_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
""",
    """
CREATE INDEX ix_job_line_job_id_position ON job_line (job_id, position)
""",
    """
CREATE TABLE mail_message (
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    customer_id BIGINT,
    sender_id BIGINT,
    plan_charge_id BIGINT,
    once_key TEXT,
    number TEXT DEFAULT '' NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    way TEXT DEFAULT '' NOT NULL,
    language TEXT DEFAULT '' NOT NULL,
    message_id TEXT NOT NULL,
    words TEXT DEFAULT '' NOT NULL,
    attempts BIGINT DEFAULT '0' NOT NULL,
    put_off BIGINT DEFAULT '0' NOT NULL,
    queued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state_at TIMESTAMP WITH TIME ZONE NOT NULL,
    next_try_at TIMESTAMP WITH TIME ZONE,
    actor TEXT NOT NULL,
    CONSTRAINT pk_mail_message PRIMARY KEY (id),
    CONSTRAINT ck_mail_message_state_known CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
    CONSTRAINT uq_mail_message_message_id UNIQUE (message_id),
    CONSTRAINT fk_mail_message_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_mail_message_sender_id FOREIGN KEY(sender_id) REFERENCES mail_sender (id),
    CONSTRAINT fk_mail_message_plan_charge_id FOREIGN KEY(plan_charge_id) REFERENCES plan_charge (id)
)
""",
    """
CREATE INDEX ix_mail_message_customer_id_id ON mail_message (customer_id, id)
""",
    """
CREATE INDEX ix_mail_message_state ON mail_message (state, next_try_at)
""",
    """
CREATE UNIQUE INDEX uq_mail_message_once_key ON mail_message (once_key) WHERE once_key IS NOT NULL
""",
    """
CREATE TABLE operation (
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    held BOOLEAN DEFAULT false NOT NULL,
    customer_id BIGINT NOT NULL,
    method_id BIGINT,
    plan_id BIGINT,
    payment_id BIGINT,
    amount_minor BIGINT NOT NULL,
    key_base TEXT NOT NULL,
    attempt BIGINT DEFAULT '1' NOT NULL,
    remote_id TEXT,
    page_url TEXT DEFAULT '' NOT NULL,
    purpose TEXT DEFAULT '' NOT NULL,
    reason_code TEXT DEFAULT '' NOT NULL,
    reason_text TEXT DEFAULT '' NOT NULL,
    queued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state_at TIMESTAMP WITH TIME ZONE NOT NULL,
    next_try_at TIMESTAMP WITH TIME ZONE,
    consented_on DATE NOT NULL,
    actor TEXT NOT NULL,
    CONSTRAINT pk_operation PRIMARY KEY (id),
    CONSTRAINT ck_operation_kind_known CHECK (kind IN ('charge', 'refund', 'setup_page', 'payment_page')),
    CONSTRAINT ck_operation_state_known CHECK (state IN ('queued', 'creating', 'created', 'confirming', 'processing', 'needs_customer', 'unknown', 'succeeded', 'declined', 'cancelled', 'failed')),
    CONSTRAINT uq_operation_remote_id UNIQUE (remote_id),
    CONSTRAINT uq_operation_key_base UNIQUE (key_base),
    CONSTRAINT ck_operation_amount_positive CHECK (amount_minor >= 0),
    CONSTRAINT fk_operation_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_operation_method_id FOREIGN KEY(method_id) REFERENCES saved_method (id),
    CONSTRAINT fk_operation_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id)
)
""",
    """
CREATE INDEX ix_operation_customer_id_id ON operation (customer_id, id)
""",
    """
CREATE INDEX ix_operation_live ON operation (state, next_try_at) WHERE live
""",
    """
CREATE TABLE remote_payment (
    remote_id TEXT NOT NULL,
    charge_id TEXT DEFAULT '' NOT NULL,
    remote_customer TEXT DEFAULT '' NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    amount_minor BIGINT NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    payment_id BIGINT,
    CONSTRAINT pk_remote_payment PRIMARY KEY (remote_id),
    CONSTRAINT ck_remote_payment_state_known CHECK (state IN ('posted', 'unmatched', 'ignored')),
    CONSTRAINT fk_remote_payment_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id)
)
""",
    """
CREATE INDEX ix_remote_payment_payment_id ON remote_payment (payment_id)
""",
    """
CREATE INDEX ix_remote_payment_state ON remote_payment (state)
""",
    """
CREATE TABLE allocation (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    invoice_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payment_id BIGINT,
    credit_memo_id BIGINT,
    amount_minor BIGINT NOT NULL,
    applied_on DATE NOT NULL,
    reverses_id BIGINT,
    entry_id BIGINT NOT NULL,
    CONSTRAINT pk_allocation PRIMARY KEY (id),
    CONSTRAINT ck_allocation_kind_known CHECK (kind IN ('payment', 'credit', 'write_off', 'void')),
    CONSTRAINT ck_allocation_payment_named CHECK ((kind = 'payment') = (payment_id IS NOT NULL)),
    CONSTRAINT ck_allocation_credit_memo_named CHECK ((kind = 'credit') = (credit_memo_id IS NOT NULL)),
    CONSTRAINT ck_allocation_negative_reverses CHECK ((amount_minor < 0) = (reverses_id IS NOT NULL)),
    CONSTRAINT uq_allocation_reverses_id UNIQUE (reverses_id),
    CONSTRAINT fk_allocation_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_allocation_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_allocation_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id),
    CONSTRAINT fk_allocation_credit_memo_id FOREIGN KEY(credit_memo_id) REFERENCES credit_memo (id),
    CONSTRAINT fk_allocation_reverses_id FOREIGN KEY(reverses_id) REFERENCES allocation (id),
    CONSTRAINT fk_allocation_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
""",
    """
CREATE INDEX ix_allocation_applied ON allocation (applied_on, invoice_id, amount_minor)
""",
    """
CREATE INDEX ix_allocation_credit_memo_id ON allocation (credit_memo_id) WHERE credit_memo_id IS NOT NULL
""",
    """
CREATE INDEX ix_allocation_customer ON allocation (customer_id, applied_on)
""",
    """
CREATE INDEX ix_allocation_invoice_id ON allocation (invoice_id)
""",
    """
CREATE INDEX ix_allocation_payment_id ON allocation (payment_id) WHERE payment_id IS NOT NULL
""",
    """
CREATE TABLE reversal (
    id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    payment_id BIGINT,
    credit_memo_id BIGINT,
    kind TEXT NOT NULL,
    method TEXT DEFAULT '' NOT NULL,
    reference TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    amount_minor BIGINT NOT NULL,
    reversed_on DATE NOT NULL,
    reverses_id BIGINT,
    entry_id BIGINT NOT NULL,
    CONSTRAINT pk_reversal PRIMARY KEY (id),
    CONSTRAINT ck_reversal_kind_known CHECK (kind IN ('refund', 'returned', 'disputed', 'void', 'expired')),
    CONSTRAINT ck_reversal_one_source CHECK ((payment_id IS NULL) <> (credit_memo_id IS NULL)),
    CONSTRAINT ck_reversal_negative_reverses CHECK ((amount_minor < 0) = (reverses_id IS NOT NULL)),
    CONSTRAINT uq_reversal_reverses_id UNIQUE (reverses_id),
    CONSTRAINT fk_reversal_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_reversal_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id),
    CONSTRAINT fk_reversal_credit_memo_id FOREIGN KEY(credit_memo_id) REFERENCES credit_memo (id),
    CONSTRAINT fk_reversal_reverses_id FOREIGN KEY(reverses_id) REFERENCES reversal (id),
    CONSTRAINT fk_reversal_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
)
""",
    """
CREATE INDEX ix_reversal_customer_id_reversed_on ON reversal (customer_id, reversed_on)
""",
    """
CREATE INDEX ix_reversal_payment_id ON reversal (payment_id) WHERE payment_id IS NOT NULL
""",
    """
CREATE TABLE plan_adjustment (
    id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    period_id BIGINT,
    kind TEXT NOT NULL,
    made_on DATE NOT NULL,
    net_minor BIGINT NOT NULL,
    invoice_id BIGINT,
    credit_memo_id BIGINT,
    CONSTRAINT pk_plan_adjustment PRIMARY KEY (id),
    CONSTRAINT ck_plan_adjustment_kind_known CHECK (kind IN ('pause', 'resume', 'cancel', 'change', 'waive')),
    CONSTRAINT ck_plan_adjustment_one_document CHECK ((invoice_id IS NULL) <> (credit_memo_id IS NULL)),
    CONSTRAINT fk_plan_adjustment_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id),
    CONSTRAINT fk_plan_adjustment_period_id FOREIGN KEY(period_id) REFERENCES plan_period (id),
    CONSTRAINT fk_plan_adjustment_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id),
    CONSTRAINT fk_plan_adjustment_credit_memo_id FOREIGN KEY(credit_memo_id) REFERENCES credit_memo (id)
)
""",
    """
CREATE INDEX ix_plan_adjustment_invoice_id ON plan_adjustment (invoice_id) WHERE invoice_id IS NOT NULL
""",
    """
CREATE INDEX ix_plan_adjustment_plan_id ON plan_adjustment (plan_id)
""",
    """
CREATE TABLE estimate_line (
    id BIGINT NOT NULL,
    estimate_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    description TEXT NOT NULL,
    quantity_micro BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    discount_ppm BIGINT DEFAULT '0' NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_rate_id BIGINT,
    tax_ppm BIGINT DEFAULT '0' NOT NULL,
    tax_minor BIGINT NOT NULL,
    CONSTRAINT pk_estimate_line PRIMARY KEY (id),
    CONSTRAINT fk_estimate_line_estimate_id FOREIGN KEY(estimate_id) REFERENCES estimate (id),
    CONSTRAINT fk_estimate_line_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id)
)
""",
    """
CREATE INDEX ix_estimate_line_estimate_id_position ON estimate_line (estimate_id, position)
""",
    """
CREATE TABLE estimate_deposit (
    id BIGINT NOT NULL,
    estimate_id BIGINT NOT NULL,
    payment_id BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    CONSTRAINT pk_estimate_deposit PRIMARY KEY (id),
    CONSTRAINT uq_estimate_deposit_payment_id UNIQUE (payment_id),
    CONSTRAINT ck_estimate_deposit_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT fk_estimate_deposit_estimate_id FOREIGN KEY(estimate_id) REFERENCES estimate (id),
    CONSTRAINT fk_estimate_deposit_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id)
)
""",
    """
CREATE INDEX ix_estimate_deposit_estimate_id ON estimate_deposit (estimate_id)
""",
    """
CREATE TABLE mail_attachment (
    message_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_mail_attachment PRIMARY KEY (message_id, position),
    CONSTRAINT fk_mail_attachment_message_id FOREIGN KEY(message_id) REFERENCES mail_message (id)
)
""",
    """
CREATE TABLE mail_attempt (
    id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    server TEXT NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    outcome TEXT DEFAULT '' NOT NULL,
    words TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_mail_attempt PRIMARY KEY (id),
    CONSTRAINT fk_mail_attempt_message_id FOREIGN KEY(message_id) REFERENCES mail_message (id)
)
""",
    """
CREATE INDEX ix_mail_attempt_message_id_id ON mail_attempt (message_id, id)
""",
    """
CREATE TABLE operation_invoice (
    operation_id BIGINT NOT NULL,
    invoice_id BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    CONSTRAINT pk_operation_invoice PRIMARY KEY (operation_id, invoice_id),
    CONSTRAINT fk_operation_invoice_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id),
    CONSTRAINT fk_operation_invoice_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
""",
    """
CREATE INDEX ix_operation_invoice_invoice_id ON operation_invoice (invoice_id)
""",
    """
CREATE UNIQUE INDEX uq_operation_invoice_live ON operation_invoice (invoice_id) WHERE live
""",
    """
CREATE TABLE operation_event (
    id BIGINT NOT NULL,
    operation_id BIGINT NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_operation_event PRIMARY KEY (id),
    CONSTRAINT fk_operation_event_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id)
)
""",
    """
CREATE INDEX ix_operation_event_operation_id_id ON operation_event (operation_id, id)
""",
    """
CREATE TABLE dispute (
    id BIGINT NOT NULL,
    remote_id TEXT NOT NULL,
    payment_id BIGINT,
    amount_minor BIGINT NOT NULL,
    fee_minor BIGINT DEFAULT '0' NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    evidence_due_on DATE,
    reversal_id BIGINT,
    won_reversal_id BIGINT,
    CONSTRAINT pk_dispute PRIMARY KEY (id),
    CONSTRAINT uq_dispute_remote_id UNIQUE (remote_id),
    CONSTRAINT fk_dispute_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id),
    CONSTRAINT fk_dispute_reversal_id FOREIGN KEY(reversal_id) REFERENCES reversal (id),
    CONSTRAINT fk_dispute_won_reversal_id FOREIGN KEY(won_reversal_id) REFERENCES reversal (id)
)
""",
)


def upgrade() -> None:
    """Make the tables, in the dialect of the store."""
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
