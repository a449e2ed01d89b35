-- Lower goes first within a tenant; the whole backlog of one tenant is a short range of either index, so that a claim reads only
-- what is next of each tenant, however much waits.
CREATE INDEX work_next ON {schema}.work (kind, tenant, priority, next_pass_at, id) WHERE next_pass_at IS NOT NULL;
CREATE INDEX work_oldest ON {schema}.work (kind, tenant, next_pass_at, id) WHERE next_pass_at IS NOT NULL;
DROP INDEX {schema}.work_due;

-- How much of each kind of work a tenant has been given, in virtual time: a claim adds 1 / weight. The row of tenant * is the clock:
-- where those that are served stand, and where a tenant that comes back joins, so that nobody saves up for later.
CREATE TABLE {schema}.work_shares (
    kind          text        NOT NULL,
    tenant        text        NOT NULL,
    virtual_time  double precision NOT NULL,
    claims        bigint      NOT NULL,
    PRIMARY KEY (kind, tenant)
);
ALTER TABLE {schema}.work_shares ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.work_shares FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.work_shares USING (current_setting('app.tenant', true) IN ('*', tenant));

-- Tenants whose share is not 1.
CREATE TABLE {schema}.work_weights (
    tenant        text        PRIMARY KEY,
    weight        double precision NOT NULL CONSTRAINT work_weights_weight CHECK (weight > 0)
);
ALTER TABLE {schema}.work_weights ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.work_weights FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.work_weights USING (current_setting('app.tenant', true) IN ('*', tenant));
