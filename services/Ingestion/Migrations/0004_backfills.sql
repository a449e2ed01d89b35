-- How many calls a read took; null for what was read before this was counted.
ALTER TABLE {schema}.batches ADD COLUMN requests integer;

-- From when on the syncs of a stream have had its records: where the first of them began.
CREATE TABLE {schema}.stream_coverage (
    tenant        text        NOT NULL,
    source        text        NOT NULL,
    stream        text        NOT NULL,
    from_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant, source, stream)
);

-- A range of time of a stream that is read again, or for the first time.
CREATE TABLE {schema}.backfills (
    backfill      uuid        PRIMARY KEY,
    tenant        text        NOT NULL,
    source        text        NOT NULL,
    stream        text        NOT NULL,
    from_at       timestamptz NOT NULL,
    to_at         timestamptz NOT NULL,
    state         text        NOT NULL CONSTRAINT backfills_state CHECK (state IN ('running', 'paused', 'succeeded', 'failed', 'cancelled')),
    error         text,
    created_at    timestamptz NOT NULL,
    finished_at   timestamptz
);
CREATE INDEX backfills_of_source ON {schema}.backfills (tenant, source, backfill);

-- One run each, one after the other; the run is started in the transaction that writes it here.
CREATE TABLE {schema}.backfill_slices (
    backfill      uuid        NOT NULL REFERENCES {schema}.backfills ON DELETE CASCADE,
    position      integer     NOT NULL,
    tenant        text        NOT NULL,
    from_at       timestamptz NOT NULL,
    to_at         timestamptz NOT NULL,               -- the first moment that is no longer part of it
    state         text        NOT NULL CONSTRAINT backfill_slices_state CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled')),
    run           uuid,
    PRIMARY KEY (backfill, position)
);
CREATE UNIQUE INDEX backfill_slices_run ON {schema}.backfill_slices (run) WHERE run IS NOT NULL;
-- Whatever else happens, two slices of a backfill are never read at once.
CREATE UNIQUE INDEX backfill_slices_one_running ON {schema}.backfill_slices (backfill) WHERE state = 'running';

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['stream_coverage', 'backfills', 'backfill_slices'] LOOP
        EXECUTE format('ALTER TABLE {schema}.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE {schema}.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant_only ON {schema}.%I USING (current_setting(''app.tenant'', true) IN (''*'', tenant))', name);
    END LOOP;
END $$;
