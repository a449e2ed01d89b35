-- The newest spec of each tenant, as its provisioning announced it.
CREATE TABLE {schema}.tenants (
    tenant        text        PRIMARY KEY,
    generation    bigint      NOT NULL,
    spec          jsonb       NOT NULL,
    suspended     boolean     NOT NULL DEFAULT false,
    suspension_at timestamptz,                        -- when it was last suspended or resumed; older news is ignored
    updated_at    timestamptz NOT NULL
);

-- When a tenant was removed, so that an announcement that comes late does not bring it back.
CREATE TABLE {schema}.offboarded (
    tenant        text        PRIMARY KEY,
    at            timestamptz NOT NULL
);

CREATE TABLE {schema}.sources (
    tenant        text        NOT NULL,
    source        text        NOT NULL,
    connector     text        NOT NULL,
    cron          text,
    time_zone     text,
    PRIMARY KEY (tenant, source)
);

-- One row for each distinct schedule of a tenant: sources that share it share its runs.
CREATE TABLE {schema}.schedules (
    tenant        text        NOT NULL,
    cron          text        NOT NULL,
    time_zone     text        NOT NULL,
    next_fire_at  timestamptz,                        -- null: not looked at yet, or never again
    last_fire_at  timestamptz,
    PRIMARY KEY (tenant, cron, time_zone)
);

CREATE TABLE {schema}.runs (
    run           uuid        PRIMARY KEY,
    tenant        text        NOT NULL,
    trigger       text        NOT NULL,
    state         text        NOT NULL CONSTRAINT runs_state CHECK (state IN ('running', 'succeeded', 'failed', 'cancelled')),
    started_at    timestamptz NOT NULL,
    finished_at   timestamptz                         -- set once nothing of it is under way any more
);
CREATE INDEX runs_of_tenant ON {schema}.runs (tenant, run);

-- Which run an idempotency key stands for.
CREATE TABLE {schema}.run_keys (
    tenant        text        NOT NULL,
    key           text        NOT NULL,
    run           uuid        NOT NULL REFERENCES {schema}.runs ON DELETE CASCADE,
    PRIMARY KEY (tenant, key)
);

CREATE TABLE {schema}.syncs (
    run           uuid        NOT NULL REFERENCES {schema}.runs ON DELETE CASCADE,
    tenant        text        NOT NULL,
    source        text        NOT NULL,
    state         text        NOT NULL CONSTRAINT syncs_state CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempts      integer     NOT NULL DEFAULT 0,     -- that failed and may be repeated
    records       bigint      NOT NULL DEFAULT 0,
    version       bigint      NOT NULL DEFAULT 1,     -- of the stage it is to others
    started_at    timestamptz,
    finished_at   timestamptz,
    error         text,
    PRIMARY KEY (run, source)
);
-- Whatever else happens, two syncs of one source never overlap.
CREATE UNIQUE INDEX syncs_one_running ON {schema}.syncs (tenant, source) WHERE state = 'running';
CREATE INDEX syncs_of_source ON {schema}.syncs (tenant, source, run);

-- What one sync landed for one stream, and its ledger: read = landed + rejected, landed = loaded.
CREATE TABLE {schema}.batches (
    batch         uuid        PRIMARY KEY,
    tenant        text        NOT NULL,
    run           uuid        NOT NULL REFERENCES {schema}.runs ON DELETE CASCADE,
    source        text        NOT NULL,
    stream        text        NOT NULL,
    state         text        NOT NULL CONSTRAINT batches_state CHECK (state IN ('syncing', 'landed', 'validated', 'loaded', 'refused', 'failed', 'cancelled')),
    read          bigint      NOT NULL DEFAULT 0,
    rejected      bigint      NOT NULL DEFAULT 0,
    landed        bigint      NOT NULL DEFAULT 0,
    loaded        bigint      NOT NULL DEFAULT 0,
    raw_bytes     bigint      NOT NULL DEFAULT 0,
    cursor_before jsonb,                              -- the stream's state before and after the sync
    cursor_after  jsonb,
    attempts      integer     NOT NULL DEFAULT 0,     -- of the load that failed and may be repeated
    version       bigint      NOT NULL DEFAULT 1,     -- of its ledger and stages to others
    created_at    timestamptz NOT NULL,
    stage_started_at timestamptz,                     -- when the present stage (validate, then load) began
    finished_at   timestamptz,
    error         text,
    CONSTRAINT batches_stream UNIQUE (run, source, stream)
);
CREATE INDEX batches_of_tenant ON {schema}.batches (tenant, run);

-- Why rows of a batch were set aside, and how many for each reason; the rows are in the quarantine layer.
CREATE TABLE {schema}.rejections (
    batch         uuid        NOT NULL REFERENCES {schema}.batches ON DELETE CASCADE,
    tenant        text        NOT NULL,
    reason        text        NOT NULL,
    rows          bigint      NOT NULL,
    PRIMARY KEY (batch, reason)
);

-- The cursor: moves in the transaction that records the batch as landed.
CREATE TABLE {schema}.stream_state (
    tenant        text        NOT NULL,
    source        text        NOT NULL,
    stream        text        NOT NULL,
    state         jsonb,
    batch         uuid        NOT NULL,               -- that moved it here
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant, source, stream)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['tenants', 'sources', 'schedules', 'runs', 'run_keys', 'syncs', 'batches', 'rejections', 'stream_state', 'offboarded'] LOOP
        EXECUTE format('ALTER TABLE {schema}.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE {schema}.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant_only ON {schema}.%I USING (current_setting(''app.tenant'', true) IN (''*'', tenant))', name);
    END LOOP;
END $$;
