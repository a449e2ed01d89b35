-- API keys of tenants: only a hash is kept; the key itself is shown once.
CREATE TABLE {schema}.api_keys (
    id           uuid        PRIMARY KEY,
    tenant       text        NOT NULL,
    name         text        NOT NULL,
    hash         bytea       NOT NULL,   -- SHA-256 of the whole key, which is 256 random bits
    created_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    CONSTRAINT api_keys_hash UNIQUE (hash),
    CONSTRAINT api_keys_name UNIQUE (tenant, name)
);
ALTER TABLE {schema}.api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.api_keys USING (current_setting('app.tenant', true) IN ('*', tenant));
