-- A suspended record may be mended, and charged as another record, or written off; by whom and why stays with it.
ALTER TABLE billing.suspense ADD COLUMN resolved_by text, ADD COLUMN resolved_because text;
ALTER TABLE billing.suspense DROP CONSTRAINT suspense_state_check;
ALTER TABLE billing.suspense ADD CONSTRAINT suspense_state_check CHECK (state IN ('waiting', 'recycled', 'mended', 'written_off')) NOT VALID;
ALTER TABLE billing.suspense VALIDATE CONSTRAINT suspense_state_check;
ALTER TABLE billing.suspense ADD CONSTRAINT by_somebody_for_a_reason
  CHECK (state NOT IN ('mended', 'written_off') OR (resolved_by IS NOT NULL AND resolved_because IS NOT NULL)) NOT VALID;
ALTER TABLE billing.suspense VALIDATE CONSTRAINT by_somebody_for_a_reason;
