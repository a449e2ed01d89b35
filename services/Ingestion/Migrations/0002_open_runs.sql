-- The runs that are under way are few; those that are over are not.
CREATE INDEX runs_open ON {schema}.runs (tenant) WHERE finished_at IS NULL;
CREATE INDEX syncs_open ON {schema}.syncs (tenant, source) WHERE state IN ('queued', 'running');
