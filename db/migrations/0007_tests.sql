-- A test of the letter by an operator: test_of is who tests, test_to a ciphertext.
-- Apart from the file before, which waits for revisions: sessions that are being
-- started hold this table and wait for that one.
ALTER TABLE sessions ADD COLUMN test_of TEXT NOT NULL DEFAULT '';

ALTER TABLE sessions ADD COLUMN test_to BYTEA CHECK (ended_at = 0 OR test_to IS NULL);

CREATE INDEX deliveries_settled ON deliveries (settled_at) WHERE settled_at > 0;
