-- What happened as a stable word, and its facts, so that a desk can say it in its own language. Entries written before have
-- neither and keep their sentence.
ALTER TABLE store.timeline ADD COLUMN what text NOT NULL DEFAULT '' CHECK (what ~ '^[a-z_]*$');
ALTER TABLE store.timeline ADD COLUMN facts text[] NOT NULL DEFAULT '{}';  -- name, value, name, value
