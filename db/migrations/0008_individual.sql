-- A session may write to several recipients, one message each. wording picks the
-- alternatives of its letters; the sender's own paragraph and the area they named
-- are ciphertexts.
ALTER TABLE sessions ADD COLUMN wording BIGINT NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN paragraph BYTEA CHECK (ended_at = 0 OR paragraph IS NULL);

ALTER TABLE sessions ADD COLUMN area BYTEA CHECK (ended_at = 0 OR area IS NULL);

CREATE INDEX deliveries_claimed ON deliveries (campaign_id, recipient, claimed_at);

CREATE INDEX deliveries_hour ON deliveries (campaign_id, claimed_at);

-- How much each recipient of a campaign is written to. waiting: deliveries of
-- sessions under way that nothing has been sent of; written: those that Gmail was
-- handed and has not refused; accepted: those of them that it has accepted.
CREATE TABLE loads (
  campaign_id TEXT NOT NULL REFERENCES campaigns (id),
  recipient   TEXT NOT NULL,
  waiting     BIGINT NOT NULL,
  written     BIGINT NOT NULL,
  accepted    BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign_id, recipient)
);

-- Mailboxes, in the normal form of their address, that are not written to, in
-- whatever campaign or list they stand.
CREATE TABLE standings (
  mailbox TEXT PRIMARY KEY,
  state   TEXT NOT NULL CHECK (state IN ('paused', 'stopped', 'wrong')),
  since   BIGINT NOT NULL,
  source  TEXT NOT NULL CHECK (source IN ('operator', 'office', 'import')),
  set_by  TEXT NOT NULL,
  note    TEXT NOT NULL
);
