-- An outside provisioning system answers when it likes, by the errand's id; and what may have been sent already is
-- asked for, never sent again blindly.
ALTER TABLE activation.errand ADD COLUMN maybe_sent boolean NOT NULL DEFAULT false;
CREATE INDEX errand_by_id ON activation.errand (errand_id);
