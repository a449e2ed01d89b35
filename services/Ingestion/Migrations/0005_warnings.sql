ALTER TABLE {schema}.batches
    ADD COLUMN source_total bigint,                               -- how many records the source said that there are; null when it does not say
    ADD COLUMN warnings     jsonb NOT NULL DEFAULT '[]';          -- what somebody should know of a read that succeeded

-- What the push had: whoever uses its key for other records is told so. Null for those from before this was kept.
ALTER TABLE {schema}.push_keys ADD COLUMN content text;
