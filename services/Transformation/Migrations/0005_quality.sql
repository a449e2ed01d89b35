-- A run that returned readers to what was published before is a run too.
ALTER TABLE {schema}.runs ADD COLUMN kind text NOT NULL DEFAULT 'build';            -- build or rollback
ALTER TABLE {schema}.runs ADD COLUMN takes_back uuid;                               -- of a rollback: the run whose publication it undid
ALTER TABLE {schema}.runs ADD COLUMN asked_by text;                                 -- of a rollback: operator or the tenant

-- What each quality check found in a run; a run that is tried again replaces what it found before.
CREATE TABLE {schema}.quality_results (
    tenant      text        NOT NULL,
    run         uuid        NOT NULL,
    node        text        NOT NULL,                    -- unique id of what was checked
    name        text        NOT NULL,                    -- as it is shown: customers, or app.orders of a source
    check_name  text        NOT NULL,
    kind        text        NOT NULL,                    -- freshness, volume, null_share, range, distinct_share, references, sql
    dimension   text        NOT NULL,
    severity    text        NOT NULL,                    -- error or warn
    status      text        NOT NULL,                    -- pass, learning, warn, fail, error
    value       double precision,                        -- a count, a share, or an age in seconds
    failures    bigint,
    rows        bigint,
    message     text        NOT NULL,
    measured_at timestamptz NOT NULL,
    CONSTRAINT quality_results_key PRIMARY KEY (tenant, run, node, check_name)
);
CREATE INDEX quality_results_of_check ON {schema}.quality_results (tenant, node, check_name, measured_at DESC);
CREATE INDEX quality_results_by_age ON {schema}.quality_results (tenant, measured_at);

-- How good a mart was in a run.
CREATE TABLE {schema}.quality_scores (
    tenant      text        NOT NULL,
    run         uuid        NOT NULL,
    node        text        NOT NULL,                    -- unique id of the mart
    mart        text        NOT NULL,                    -- its name
    points      double precision NOT NULL,               -- 0 to 100
    losses      jsonb       NOT NULL,                    -- why it is not 100
    measured_at timestamptz NOT NULL,
    CONSTRAINT quality_scores_key PRIMARY KEY (tenant, run, node)
);
CREATE INDEX quality_scores_of_mart ON {schema}.quality_scores (tenant, mart, run DESC);
CREATE INDEX quality_scores_by_age ON {schema}.quality_scores (tenant, measured_at);

ALTER TABLE {schema}.quality_results ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.quality_results FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.quality_results USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.quality_scores ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.quality_scores FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.quality_scores USING (current_setting('app.tenant', true) IN ('*', tenant));
