-- What a tenant's relations were when a run last looked, so that lineage is told without asking the warehouse.
CREATE TABLE {schema}.relations (
    tenant        text        PRIMARY KEY,
    run           uuid        NOT NULL,
    fingerprint   text        NOT NULL,                -- of relations; equal ones have equal lineage
    relations     jsonb       NOT NULL,                -- by unique id: columns with types, SQL where compiling it asks the warehouse
    recorded_at   timestamptz NOT NULL
);

ALTER TABLE {schema}.relations ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.relations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.relations USING (current_setting('app.tenant', true) IN ('*', tenant));
