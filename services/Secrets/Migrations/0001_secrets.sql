-- One row a secret: its own data key, wrapped by the master key; the name is authenticated with the content,
-- so that a row copied to another tenant or name does not open.
CREATE TABLE {schema}.secrets (
    tenant      text        NOT NULL,
    path        text        NOT NULL,
    master_key  text        NOT NULL,   -- which master key wrapped the data key
    wrapped_key bytea       NOT NULL,   -- nonce, tag, data key
    content     bytea       NOT NULL,   -- nonce, tag, secret
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant, path)
);
ALTER TABLE {schema}.secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON {schema}.secrets USING (current_setting('app.tenant', true) IN ('*', tenant));
