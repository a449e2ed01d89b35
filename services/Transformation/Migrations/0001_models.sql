-- What this service knows of each tenant: the part of the newest spec that models depend on.
CREATE TABLE {schema}.tenants (
    tenant        text        PRIMARY KEY,
    generation    bigint      NOT NULL,
    blueprint     text        NOT NULL,
    models        jsonb       NOT NULL,
    suspended     boolean     NOT NULL DEFAULT false,
    suspension_at timestamptz,                        -- when it was last suspended or resumed; older news is ignored
    updated_at    timestamptz NOT NULL
);

-- The transformation of one run.
CREATE TABLE {schema}.runs (
    tenant        text        NOT NULL,
    run           uuid        NOT NULL,
    status        text        NOT NULL DEFAULT 'pending',  -- pending, running, succeeded, failed, cancelled
    ingested      boolean     NOT NULL DEFAULT false,      -- its batches are loaded: models may be built
    rows_in       bigint      NOT NULL DEFAULT 0,          -- rows of its batches
    cancel_asked  boolean     NOT NULL DEFAULT false,
    version       bigint      NOT NULL DEFAULT 0,          -- raised with every stage message
    project       text,
    project_hash  text,
    error         text,
    created_at    timestamptz NOT NULL,
    transform_started_at  timestamptz,
    transform_finished_at timestamptz,
    test_started_at       timestamptz,
    test_finished_at      timestamptz,
    CONSTRAINT runs_key PRIMARY KEY (tenant, run)
);
CREATE INDEX runs_newest ON {schema}.runs (tenant, created_at DESC);

-- What became of each model and test in a run.
CREATE TABLE {schema}.nodes (
    tenant        text        NOT NULL,
    run           uuid        NOT NULL,
    node          text        NOT NULL,                    -- model.{name} or test.{name}
    kind          text        NOT NULL,                    -- model or test
    name          text        NOT NULL,
    subject       text,                                    -- of a test: the model or source table
    status        text        NOT NULL,                    -- success, error, skipped; pass, fail, warn
    severity      text,                                    -- of a test: error or warn
    rows          bigint,                                  -- of a model; null where nobody counted
    failures      bigint,                                  -- of a test
    elapsed_ms    bigint      NOT NULL,
    error         text,
    sql_hash      text,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT nodes_key PRIMARY KEY (tenant, run, node)
);
CREATE INDEX nodes_of_model ON {schema}.nodes (tenant, node, recorded_at DESC);

ALTER TABLE {schema}.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.tenants USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.runs USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.nodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.nodes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.nodes USING (current_setting('app.tenant', true) IN ('*', tenant));
