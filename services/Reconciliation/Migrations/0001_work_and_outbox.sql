-- What must happen, one row a thing. Messages and notifications only wake the workers that read it.
CREATE TABLE {schema}.work (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant        text        NOT NULL,
    kind          text        NOT NULL,             -- which reconciler does it
    key           text        NOT NULL,             -- what it is about, within tenant and kind
    generation    bigint      NOT NULL DEFAULT 1,   -- raised each time somebody makes the row due
    observed_generation bigint NOT NULL DEFAULT 0,  -- the generation that the last finished pass had claimed
    priority      smallint    NOT NULL DEFAULT 0,   -- lower goes first
    next_pass_at  timestamptz,                      -- null: nothing to do until somebody makes it due
    lease_owner   text,
    lease_until   timestamptz,
    fence         bigint      NOT NULL DEFAULT 0,   -- raised by every claim; a write with an older one is refused
    failures      integer     NOT NULL DEFAULT 0,   -- in a row
    conditions    jsonb       NOT NULL DEFAULT '[]',
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    CONSTRAINT work_key UNIQUE (tenant, kind, key)
);
CREATE INDEX work_due ON {schema}.work (kind, next_pass_at) WHERE next_pass_at IS NOT NULL;
CREATE INDEX work_leased ON {schema}.work (kind, tenant) WHERE lease_owner IS NOT NULL;
ALTER TABLE {schema}.work ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.work FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.work USING (current_setting('app.tenant', true) IN ('*', tenant));

-- Facts for other services, written in the transaction that makes them true and removed once delivered.
CREATE TABLE {schema}.outbox (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id    uuid        NOT NULL,
    tenant        text        NOT NULL,
    type          text        NOT NULL,
    body          jsonb       NOT NULL,
    attempts      integer     NOT NULL DEFAULT 0,
    not_before    timestamptz,                      -- set while somebody delivers it, and after that failed
    created_at    timestamptz NOT NULL
);
ALTER TABLE {schema}.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.outbox USING (current_setting('app.tenant', true) IN ('*', tenant));
