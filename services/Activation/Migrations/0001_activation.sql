-- What this service knows of a tenant: the newest spec, and whether its quota is used up.
CREATE TABLE {schema}.tenants (
    tenant        text        PRIMARY KEY,
    generation    bigint      NOT NULL DEFAULT 0,
    spec          jsonb,                            -- null: only a suspension has been heard of
    suspended     boolean     NOT NULL DEFAULT false,
    quota_at      timestamptz,                      -- of the newest suspension or resumption; an older message changes nothing
    updated_at    timestamptz NOT NULL
);

-- A run whose models were published, or that was cancelled.
CREATE TABLE {schema}.runs (
    tenant        text        NOT NULL,
    run           uuid        NOT NULL,
    published_at  timestamptz,
    planned_at    timestamptz,
    cancelled_at  timestamptz,
    CONSTRAINT runs_key PRIMARY KEY (tenant, run)
);

-- One activation in one run: its ledger is selected = created + updated + unchanged + failed.
CREATE TABLE {schema}.activations (
    tenant        text        NOT NULL,
    activation    text        NOT NULL,
    run           uuid        NOT NULL,
    definition    jsonb,                            -- as it was when the run was planned; null when it cannot run
    status        text        NOT NULL,             -- a StageStatus
    version       bigint      NOT NULL DEFAULT 1,   -- raised with every change that is published
    published_at  timestamptz NOT NULL,             -- runs of one activation go in this order, one after the other
    selected_at   timestamptz,                      -- when the mart was compared with what was sent; null: not yet
    selected      bigint      NOT NULL DEFAULT 0,
    created       bigint      NOT NULL DEFAULT 0,
    updated       bigint      NOT NULL DEFAULT 0,
    unchanged     bigint      NOT NULL DEFAULT 0,
    failed        bigint      NOT NULL DEFAULT 0,
    vanished      bigint      NOT NULL DEFAULT 0,   -- sent before, no longer in the mart; the destination keeps them
    attempts      integer     NOT NULL DEFAULT 0,   -- failed passes since the last progress
    error         text,
    started_at    timestamptz NOT NULL,
    finished_at   timestamptz,
    CONSTRAINT activations_key PRIMARY KEY (tenant, activation, run)
);
CREATE INDEX activations_open ON {schema}.activations (tenant, activation, published_at, run) WHERE finished_at IS NULL;

-- Rows that are new or changed and wait to be sent, in the order of sending; a row goes when its outcome is recorded.
CREATE TABLE {schema}.outgoing (
    tenant        text        NOT NULL,
    activation    text        NOT NULL,
    run           uuid        NOT NULL,
    seq           bigint      NOT NULL,
    key           text COLLATE "C" NOT NULL,
    hash          bytea       NOT NULL,
    properties    bytea       NOT NULL,             -- the mapped row: one JSON object as UTF-8
    CONSTRAINT outgoing_key PRIMARY KEY (tenant, activation, run, seq)
);

-- What each destination was sent last, by key. Bytewise order, so that it can be merged with a mart in one pass.
CREATE TABLE {schema}.sent (
    tenant        text        NOT NULL,
    activation    text        NOT NULL,
    key           text COLLATE "C" NOT NULL,
    hash          bytea       NOT NULL,             -- of the mapped row and of where it went
    run           uuid        NOT NULL,
    sent_at       timestamptz NOT NULL,
    CONSTRAINT sent_key PRIMARY KEY (tenant, activation, key)
);

-- A sample of the rows that failed, with the reason.
CREATE TABLE {schema}.failed_rows (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant        text        NOT NULL,
    activation    text        NOT NULL,
    run           uuid        NOT NULL,
    key           text        NOT NULL,
    reason        text        NOT NULL,
    failed_at     timestamptz NOT NULL,
    CONSTRAINT failed_rows_activation FOREIGN KEY (tenant, activation, run) REFERENCES {schema}.activations ON DELETE CASCADE
);
CREATE INDEX failed_rows_by_activation ON {schema}.failed_rows (tenant, activation, run);

-- One BI refresh in one run.
CREATE TABLE {schema}.refreshes (
    tenant        text        NOT NULL,
    refresh       text        NOT NULL,
    run           uuid        NOT NULL,
    definition    jsonb,
    status        text        NOT NULL,
    version       bigint      NOT NULL DEFAULT 1,
    published_at  timestamptz NOT NULL,
    posting_at    timestamptz,                      -- set before the request is made: from then on a refresh of ours may exist
    newest_before text,                             -- the newest refresh of the dataset before that
    refresh_id    text,                             -- the refresh that is followed
    enhanced      boolean     NOT NULL DEFAULT false,
    adopted       boolean     NOT NULL DEFAULT false, -- somebody else started it after the models were published
    looks         integer     NOT NULL DEFAULT 0,   -- how often it was looked at; the interval grows with it
    attempts      integer     NOT NULL DEFAULT 0,
    error         text,
    started_at    timestamptz NOT NULL,
    finished_at   timestamptz,
    CONSTRAINT refreshes_key PRIMARY KEY (tenant, refresh, run)
);
CREATE INDEX refreshes_open ON {schema}.refreshes (tenant, refresh, published_at, run) WHERE finished_at IS NULL;

ALTER TABLE {schema}.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.tenants USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.runs USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.activations ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.activations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.activations USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.outgoing ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.outgoing FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.outgoing USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.sent ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.sent FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.sent USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.failed_rows ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.failed_rows FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.failed_rows USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.refreshes ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.refreshes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.refreshes USING (current_setting('app.tenant', true) IN ('*', tenant));
