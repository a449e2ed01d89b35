-- A run that is about to publish ends only after the warehouse was asked whether it did.
ALTER TABLE {schema}.runs ADD COLUMN publishing jsonb;                             -- the marts of the swap that was begun; null once it is known what became of it

-- A run that another engine carries out.
ALTER TABLE {schema}.runs ADD COLUMN engine          text;                         -- null: our own
ALTER TABLE {schema}.runs ADD COLUMN remote_asked_at timestamptz;                  -- set before the engine is asked for its run
ALTER TABLE {schema}.runs ADD COLUMN remote_run      text;                         -- what the engine calls it; null until its answer is known

-- Versions of a model share a name, and so may models of several packages: a node is known by its unique id.
ALTER TABLE {schema}.nodes ADD COLUMN version text;                                -- of a model that has versions
UPDATE {schema}.nodes n SET node = n.kind || '.' || r.project || '.' || n.name
FROM {schema}.runs r WHERE r.tenant = n.tenant AND r.run = n.run AND r.project IS NOT NULL AND n.kind IN ('model', 'seed', 'snapshot') AND n.node = n.kind || '.' || n.name;
