-- What is known of each run, put together from the facts that the other services publish, in whatever order they arrive.
CREATE TABLE {schema}.runs (
    run               uuid PRIMARY KEY,
    tenant            text        NOT NULL,
    trigger           text,
    sources           text[]      NOT NULL DEFAULT '{}',
    status            text        NOT NULL DEFAULT 'Running',
    error             text,
    started_at        timestamptz NOT NULL,
    finished_at       timestamptz,
    cancelled_at      timestamptz,
    ingestion_outcome text,           -- null until IngestionFinished
    batches           integer NOT NULL DEFAULT 0,  -- how many it loaded
    models_outcome    text,           -- null until ModelsPublished or ModelsRefused
    planned           text[],         -- 'activate/name' and 'refresh/name'; null until ActivationsPlanned
    marts             jsonb
);
CREATE INDEX runs_by_tenant ON {schema}.runs (tenant, run DESC);
ALTER TABLE {schema}.runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.runs USING (current_setting('app.tenant', true) IN ('*', tenant));

CREATE TABLE {schema}.stages (
    run           uuid        NOT NULL,
    tenant        text        NOT NULL,
    stage         text        NOT NULL,
    name          text        NOT NULL,
    version       bigint      NOT NULL,   -- the highest seen; older copies change nothing
    status        text        NOT NULL,
    started_at    timestamptz NOT NULL,
    finished_at   timestamptz,
    rows_in       bigint      NOT NULL,
    rows_out      bigint      NOT NULL,
    rows_rejected bigint      NOT NULL,
    error         text,
    PRIMARY KEY (run, stage, name)
);
ALTER TABLE {schema}.stages ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.stages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.stages USING (current_setting('app.tenant', true) IN ('*', tenant));

-- The row ledger. Counts are the services' own, written with the data they speak of.
CREATE TABLE {schema}.batch_ledger (
    batch    uuid   PRIMARY KEY,
    run      uuid   NOT NULL,
    tenant   text   NOT NULL,
    source   text   NOT NULL,
    stream   text   NOT NULL,
    version  bigint NOT NULL,
    read     bigint NOT NULL,
    rejected bigint NOT NULL,
    landed   bigint NOT NULL,
    loaded   bigint NOT NULL,
    final    boolean NOT NULL
);
CREATE INDEX batch_ledger_by_run ON {schema}.batch_ledger (run);
ALTER TABLE {schema}.batch_ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.batch_ledger FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.batch_ledger USING (current_setting('app.tenant', true) IN ('*', tenant));

CREATE TABLE {schema}.activation_ledger (
    run        uuid   NOT NULL,
    tenant     text   NOT NULL,
    activation text   NOT NULL,
    version    bigint NOT NULL,
    selected   bigint NOT NULL,
    created    bigint NOT NULL,
    updated    bigint NOT NULL,
    unchanged  bigint NOT NULL,
    failed     bigint NOT NULL,
    final      boolean NOT NULL,
    PRIMARY KEY (run, activation)
);
ALTER TABLE {schema}.activation_ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.activation_ledger FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.activation_ledger USING (current_setting('app.tenant', true) IN ('*', tenant));

-- What changed, in order, for those who follow a run while it goes on.
CREATE TABLE {schema}.events (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run    uuid        NOT NULL,
    tenant text        NOT NULL,
    kind   text        NOT NULL,
    body   jsonb       NOT NULL,
    at     timestamptz NOT NULL
);
CREATE INDEX events_by_run ON {schema}.events (run, id);
ALTER TABLE {schema}.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.events USING (current_setting('app.tenant', true) IN ('*', tenant));

-- What a person must look at. One row a cause: a repeated fact raises nothing twice.
CREATE TABLE {schema}.alerts (
    tenant    text        NOT NULL,
    kind      text        NOT NULL,
    subject   text        NOT NULL,
    run       uuid,
    message   text        NOT NULL,
    raised_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, kind, subject)
);
ALTER TABLE {schema}.alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.alerts USING (current_setting('app.tenant', true) IN ('*', tenant));

-- Tenants that were offboarded, and when: a fact about a run from before comes too late to be kept.
CREATE TABLE {schema}.offboarded (
    tenant text        PRIMARY KEY,
    at     timestamptz NOT NULL
);
ALTER TABLE {schema}.offboarded ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.offboarded FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.offboarded USING (current_setting('app.tenant', true) IN ('*', tenant));
