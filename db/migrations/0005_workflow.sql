-- How campaigns ended: at most one row each. Apart from campaigns, of which the
-- release before reads every column: its program runs beside this schema, but for
-- `campaign import`.
CREATE TABLE endings (
  campaign_id TEXT PRIMARY KEY REFERENCES campaigns (id),
  ending      TEXT NOT NULL CHECK (ending IN ('ordinary', 'victory'))
);

-- Revisions that were there before came in through the shell, which approved by
-- itself.
ALTER TABLE revisions ADD COLUMN state TEXT NOT NULL DEFAULT 'approved'
  CHECK (state IN ('in_review', 'approved', 'rejected', 'withdrawn', 'voided', 'snapshot'));

ALTER TABLE revisions ADD COLUMN rule TEXT NOT NULL DEFAULT 'single' CHECK (rule IN ('two', 'single'));

ALTER TABLE revisions ADD COLUMN author_id TEXT NOT NULL DEFAULT '';

ALTER TABLE revisions ADD COLUMN submitter_id TEXT NOT NULL DEFAULT '';

ALTER TABLE revisions ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- Two persons: whoever decides has neither changed the draft last nor submitted
-- it.
ALTER TABLE revisions ADD COLUMN reviewer_id TEXT NOT NULL DEFAULT ''
  CHECK (state NOT IN ('approved', 'voided', 'rejected') OR rule = 'single'
    OR (reviewer_id <> '' AND reviewer_id <> author_id AND reviewer_id <> submitter_id));

ALTER TABLE revisions ADD COLUMN reason TEXT NOT NULL DEFAULT '' CHECK (state <> 'rejected' OR reason <> '');

ALTER TABLE revisions ADD COLUMN decided_at BIGINT NOT NULL DEFAULT 0;

ALTER TABLE revisions ADD COLUMN published_at BIGINT NOT NULL DEFAULT 0;

UPDATE revisions SET decided_at = approved_at, published_at = approved_at;

-- At most one revision of a campaign waits for a decision.
CREATE UNIQUE INDEX revisions_in_review ON revisions (campaign_id) WHERE state = 'in_review';

-- noted: which edit the audit log has had an entry of, and when.
CREATE TABLE drafts (
  campaign_id TEXT PRIMARY KEY REFERENCES campaigns (id),
  content     TEXT NOT NULL,
  edited_by   TEXT NOT NULL,
  edited_at   BIGINT NOT NULL,
  edits       TEXT NOT NULL,
  noted       TEXT NOT NULL,
  noted_at    BIGINT NOT NULL
);

INSERT INTO drafts (campaign_id, content, edited_by, edited_at, edits, noted, noted_at)
  SELECT c.id, r.content, '', r.created_at, '{}', '', 0 FROM campaigns c JOIN revisions r ON r.id = c.revision_id;

-- Texts that gave way to another in a draft: nobody's text is lost.
CREATE TABLE draft_copies (
  id          TEXT PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES campaigns (id),
  section     TEXT NOT NULL,
  content     TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  made_at     BIGINT NOT NULL
);

CREATE INDEX draft_copies_campaign ON draft_copies (campaign_id, made_at);

-- What operators have to look at. One that is met again while it is open counts
-- up.
CREATE TABLE alerts (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  times       BIGINT NOT NULL,
  first_at    BIGINT NOT NULL,
  last_at     BIGINT NOT NULL,
  settled_at  BIGINT NOT NULL,
  settled_by  TEXT NOT NULL
);

CREATE UNIQUE INDEX alerts_open ON alerts (kind, subject) WHERE settled_at = 0;

-- The switch that stops all sending: at most one row. reasons is JSON by language.
CREATE TABLE stops (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  since      BIGINT NOT NULL,
  stopped_by TEXT NOT NULL,
  reasons    TEXT NOT NULL
);

-- The last sweep: at most one row.
CREATE TABLE sweeps (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  at     BIGINT NOT NULL,
  erased BIGINT NOT NULL,
  failed BIGINT NOT NULL
);
