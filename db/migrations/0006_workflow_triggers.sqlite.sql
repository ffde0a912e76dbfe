-- The moves of app/campaign/workflow.go, refused here as well, and what a
-- revision is made of, which never changes. REPLACE deletes without a delete
-- trigger unless triggers are recursive, which is up to the connection; hence the
-- look for the row before an insert.
CREATE TRIGGER campaigns_begin BEFORE INSERT ON campaigns
WHEN NEW.state <> 'draft' OR EXISTS (SELECT 1 FROM campaigns WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a campaign begins as a draft'); END;

CREATE TRIGGER campaigns_move BEFORE UPDATE OF state ON campaigns
WHEN NEW.state <> OLD.state AND NOT (
  (OLD.state = 'draft' AND NEW.state IN ('in_review', 'archived'))
  OR (OLD.state = 'in_review' AND NEW.state IN ('draft', 'approved'))
  OR (OLD.state = 'approved' AND NEW.state IN ('draft', 'live', 'archived'))
  OR (OLD.state = 'live' AND NEW.state IN ('paused', 'closed'))
  OR (OLD.state = 'paused' AND NEW.state IN ('live', 'closed'))
  OR (OLD.state = 'closed' AND NEW.state IN ('live', 'archived')))
BEGIN SELECT RAISE(ABORT, 'no such move of a campaign'); END;

-- A closed campaign opens with a revision approved since: an earlier approval that
-- was not used is void before the campaign closes, and what was live has a lower
-- number.
CREATE TRIGGER campaigns_close BEFORE UPDATE OF state ON campaigns
WHEN NEW.state = 'closed' AND OLD.state <> 'closed'
  AND EXISTS (SELECT 1 FROM revisions r WHERE r.campaign_id = OLD.id AND r.state = 'approved' AND r.published_at = 0)
BEGIN SELECT RAISE(ABORT, 'an approval from before the close is void'); END;

CREATE TRIGGER campaigns_reopen BEFORE UPDATE OF state ON campaigns
WHEN OLD.state = 'closed' AND NEW.state = 'live'
  AND (SELECT number FROM revisions WHERE id = NEW.revision_id) <= (SELECT number FROM revisions WHERE id = OLD.revision_id)
BEGIN SELECT RAISE(ABORT, 'a closed campaign opens by a new approval'); END;

CREATE TRIGGER campaigns_approved BEFORE UPDATE OF state, revision_id ON campaigns
WHEN (NEW.revision_id <> OLD.revision_id OR (NEW.state = 'live' AND OLD.state <> 'live'))
  AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.id = NEW.revision_id AND r.campaign_id = NEW.id AND r.state = 'approved')
BEGIN SELECT RAISE(ABORT, 'only an approved revision can be live'); END;

CREATE TRIGGER campaigns_kept BEFORE DELETE ON campaigns
BEGIN SELECT RAISE(ABORT, 'a campaign is kept'); END;

CREATE TRIGGER revisions_begin BEFORE INSERT ON revisions
WHEN NEW.state NOT IN ('in_review', 'snapshot') OR NEW.reviewer_id <> '' OR NEW.published_at <> 0
  OR (NEW.state = 'snapshot') <> (NEW.number < 0)
  OR EXISTS (SELECT 1 FROM revisions WHERE id = NEW.id OR (campaign_id = NEW.campaign_id AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'a revision begins in review'); END;

CREATE TRIGGER revisions_move BEFORE UPDATE OF state ON revisions
WHEN NEW.state <> OLD.state AND NOT (
  (OLD.state = 'in_review' AND NEW.state IN ('approved', 'rejected', 'withdrawn'))
  OR (OLD.state = 'approved' AND NEW.state = 'voided' AND OLD.published_at = 0
    AND NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.revision_id = OLD.id)))
BEGIN SELECT RAISE(ABORT, 'no such move of a revision'); END;

CREATE TRIGGER revisions_frozen BEFORE UPDATE ON revisions
WHEN NEW.id <> OLD.id OR NEW.campaign_id <> OLD.campaign_id OR NEW.number <> OLD.number
  OR NEW.content <> OLD.content OR NEW.digest <> OLD.digest OR NEW.rule <> OLD.rule
  OR NEW.author_id <> OLD.author_id OR NEW.submitter_id <> OLD.submitter_id OR NEW.note <> OLD.note OR NEW.created_at <> OLD.created_at
  OR (OLD.state <> 'in_review' AND (NEW.reviewer_id <> OLD.reviewer_id OR NEW.reason <> OLD.reason OR NEW.decided_at <> OLD.decided_at))
  OR (NEW.published_at <> OLD.published_at AND (OLD.published_at <> 0 OR OLD.state <> 'approved'))
BEGIN SELECT RAISE(ABORT, 'a revision does not change'); END;

CREATE TRIGGER revisions_kept BEFORE DELETE ON revisions
WHEN OLD.state <> 'snapshot'
BEGIN SELECT RAISE(ABORT, 'a revision is kept'); END;
