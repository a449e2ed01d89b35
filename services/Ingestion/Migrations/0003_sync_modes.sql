ALTER TABLE {schema}.batches
    ADD COLUMN replaces         boolean NOT NULL DEFAULT false,   -- its rows take the place of all that was loaded before
    ADD COLUMN discarded_values bigint  NOT NULL DEFAULT 0,       -- that the stream's schema does not have; raw keeps them
    ADD COLUMN boundary_before  jsonb;                            -- the stream's boundary before the sync
CREATE INDEX batches_of_stream ON {schema}.batches (tenant, source, stream, batch);

-- The records at the cursor's very value: they are read again by the next sync, whose lower bound is inclusive.
ALTER TABLE {schema}.stream_state ADD COLUMN boundary jsonb;

-- What is known of the fields of a stream's records; each change is a version.
CREATE TABLE {schema}.stream_schemas (
    tenant        text        NOT NULL,
    source        text        NOT NULL,
    stream        text        NOT NULL,
    version       integer     NOT NULL,
    columns       jsonb       NOT NULL,
    changes       jsonb       NOT NULL,               -- against the version before; empty for the first
    batch         uuid        NOT NULL,               -- that brought them
    at            timestamptz NOT NULL,
    CONSTRAINT stream_schemas_version PRIMARY KEY (tenant, source, stream, version)
);
CREATE INDEX stream_schemas_of_batch ON {schema}.stream_schemas (batch);

-- The view of a stream's table as it was last published.
CREATE TABLE {schema}.stream_views (
    tenant        text        NOT NULL,
    source        text        NOT NULL,
    stream        text        NOT NULL,
    definition    text        NOT NULL,
    published_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant, source, stream)
);

-- Batches whose rejected rows are tried again. A batch is here once, so its rows are tried once; what fails again is in the new batch's quarantine.
CREATE TABLE {schema}.replays (
    batch         uuid        PRIMARY KEY REFERENCES {schema}.batches ON DELETE CASCADE,
    tenant        text        NOT NULL,
    run           uuid        NOT NULL REFERENCES {schema}.runs ON DELETE CASCADE,
    replayed_by   uuid                                -- the batch that has its rows now; null while the run is under way
);
CREATE INDEX replays_of_run ON {schema}.replays (run);

-- Which batch an idempotency key of a push stands for.
CREATE TABLE {schema}.push_keys (
    tenant        text        NOT NULL,
    source        text        NOT NULL,
    key           text        NOT NULL,
    batch         uuid        NOT NULL REFERENCES {schema}.batches ON DELETE CASCADE,
    CONSTRAINT push_keys_key PRIMARY KEY (tenant, source, key)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['stream_schemas', 'stream_views', 'replays', 'push_keys'] LOOP
        EXECUTE format('ALTER TABLE {schema}.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE {schema}.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant_only ON {schema}.%I USING (current_setting(''app.tenant'', true) IN (''*'', tenant))', name);
    END LOOP;
END $$;
