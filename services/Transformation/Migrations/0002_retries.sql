-- A run that failed may be taken up again where it failed.
ALTER TABLE {schema}.runs ADD COLUMN retries integer NOT NULL DEFAULT 0;          -- how often it was asked for
ALTER TABLE {schema}.runs ADD COLUMN begun_at timestamptz;                         -- when the newest attempt began to build

-- What a node cost.
ALTER TABLE {schema}.nodes ADD COLUMN bytes        bigint;                        -- of its relation; null where nobody looked
ALTER TABLE {schema}.nodes ADD COLUMN statement_ms bigint NOT NULL DEFAULT 0;     -- time of its statements
