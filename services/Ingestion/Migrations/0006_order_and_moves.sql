-- The order in which the batches of a stream were opened; ids tell it only as well as the clocks of the processes agree.
CREATE SEQUENCE {schema}.batch_ordinals;
ALTER TABLE {schema}.batches ADD COLUMN ordinal bigint;
UPDATE {schema}.batches b SET ordinal = o.ordinal FROM (SELECT batch, row_number() OVER (ORDER BY batch) AS ordinal FROM {schema}.batches) o WHERE o.batch = b.batch;
SELECT setval('{schema}.batch_ordinals', 1 + COALESCE(max(ordinal), 0), false) FROM {schema}.batches;
ALTER TABLE {schema}.batches ALTER COLUMN ordinal SET DEFAULT nextval('{schema}.batch_ordinals'), ALTER COLUMN ordinal SET NOT NULL;
DROP INDEX {schema}.batches_of_stream;
CREATE INDEX batches_of_stream ON {schema}.batches (tenant, source, stream, ordinal);

-- Raised by each move, forwards or back: a cursor that was moved back to where it is is not the same.
ALTER TABLE {schema}.stream_state ADD COLUMN moves bigint NOT NULL DEFAULT 1;

-- Of batches that are over the cursor is never moved back any more.
UPDATE {schema}.batches SET cursor_before = NULL, cursor_after = NULL, boundary_before = NULL WHERE state IN ('loaded', 'refused', 'failed', 'cancelled');
