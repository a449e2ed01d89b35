-- What another engine was asked for is looked for where it was asked, whatever the tenant's spec says by then.
ALTER TABLE {schema}.runs ADD COLUMN remote_spec jsonb;                            -- the part of the spec that says where; no secrets, only references to them

-- A rollback that broke off is brought to its end, and runs wait for that: also those from before.
INSERT INTO {schema}.work (tenant, kind, key, next_pass_at, created_at, updated_at)
SELECT tenant, 'rollbacks', run::text, now(), now(), now() FROM {schema}.runs WHERE kind = 'rollback' AND status = 'running';
