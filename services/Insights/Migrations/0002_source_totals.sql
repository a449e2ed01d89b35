-- How many records the source itself said that there were; null when it does not say.
ALTER TABLE {schema}.batch_ledger ADD COLUMN source_total bigint;
