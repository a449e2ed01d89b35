-- Who the tenants are and what each should have. The row of a tenant that was offboarded stays as the record of that, until it is onboarded again.
CREATE TABLE {schema}.tenants (
    tenant      text        PRIMARY KEY,
    generation  bigint      NOT NULL,             -- of the newest spec; rises for as long as the record exists, offboarding included
    state       text        NOT NULL,
    document    jsonb       NOT NULL,             -- as it was given
    effective   jsonb       NOT NULL,             -- the blueprint's defaults with the document on top
    conditions  jsonb       NOT NULL DEFAULT '[]',
    provisioned_generation bigint NOT NULL DEFAULT 0,   -- the last one that was observed to be in place and announced
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    CONSTRAINT tenants_state CHECK (state IN ('Active', 'Offboarding', 'Offboarded'))
);

-- Every generation that was ever declared.
CREATE TABLE {schema}.specs (
    tenant      text        NOT NULL,
    generation  bigint      NOT NULL,
    document    jsonb       NOT NULL,
    effective   jsonb       NOT NULL,
    declared_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, generation)
);

-- Plans that somebody asked to be carried out.
CREATE TABLE {schema}.applies (
    id          uuid        PRIMARY KEY,
    tenant      text        NOT NULL,
    generation  bigint      NOT NULL,
    hash        text        NOT NULL,
    steps       jsonb       NOT NULL,             -- what was agreed to; after a crash only these are gone on with
    steps_done  integer     NOT NULL DEFAULT 0,
    state       text        NOT NULL,
    error       text,
    requested_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT applies_state CHECK (state IN ('Pending', 'Running', 'Succeeded', 'Failed'))
);
CREATE UNIQUE INDEX applies_one_at_a_time ON {schema}.applies (tenant) WHERE state IN ('Pending', 'Running');
CREATE INDEX applies_newest ON {schema}.applies (tenant, requested_at DESC);

-- One row a resource monitor.
CREATE TABLE {schema}.monitors (
    tenant      text        PRIMARY KEY,
    name        text        NOT NULL,
    quota_credits numeric,                        -- a month; null: no limit
    credits_per_hour numeric NOT NULL,
    month       date        NOT NULL,
    seconds     double precision NOT NULL DEFAULT 0,    -- statement time of this month
    credits     double precision NOT NULL DEFAULT 0,    -- what it cost, each part at the rate of its time
    counter     double precision,                 -- the warehouse's counter in seconds as last read; null: never
    noticed_percent integer NOT NULL DEFAULT 0,   -- the highest threshold told of this month
    suspended   boolean     NOT NULL DEFAULT false,     -- decided
    enforced    boolean     NOT NULL DEFAULT false,     -- what was last carried out in the warehouse
    changed_at  timestamptz NOT NULL
);

CREATE TABLE {schema}.usage_months (
    tenant      text        NOT NULL,
    month       date        NOT NULL,
    seconds     double precision NOT NULL,
    credits     double precision NOT NULL,
    PRIMARY KEY (tenant, month)
);

CREATE TABLE {schema}.usage_tags (
    tenant      text        NOT NULL,
    month       date        NOT NULL,
    model       text        NOT NULL,
    run         uuid        NOT NULL,             -- zeros outside runs
    statements  bigint      NOT NULL,
    seconds     double precision NOT NULL,
    PRIMARY KEY (tenant, month, model, run)
);

-- Which messages of metered time were counted already.
CREATE TABLE {schema}.usage_messages (
    id          uuid        PRIMARY KEY,
    tenant      text        NOT NULL,
    counted_at  timestamptz NOT NULL
);

CREATE TABLE {schema}.offboarding_steps (
    tenant      text        NOT NULL,
    step        text        NOT NULL,
    detail      text        NOT NULL,
    done_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant, step)
);

ALTER TABLE {schema}.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.tenants USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.specs ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.specs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.specs USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.applies ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.applies FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.applies USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.monitors ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.monitors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.monitors USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.usage_months ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.usage_months FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.usage_months USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.usage_tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.usage_tags FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.usage_tags USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.usage_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.usage_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.usage_messages USING (current_setting('app.tenant', true) IN ('*', tenant));
ALTER TABLE {schema}.offboarding_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.offboarding_steps FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.offboarding_steps USING (current_setting('app.tenant', true) IN ('*', tenant));
