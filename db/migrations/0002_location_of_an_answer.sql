-- A repeated request is answered with the first answer, and that said where the new thing is.
ALTER TABLE db.idempotency ADD COLUMN location text NOT NULL DEFAULT '';
