-- The moves of app/campaign/workflow.go, refused here as well, and what a
-- revision is made of, which never changes.
CREATE FUNCTION campaigns_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('DELETE', 'TRUNCATE') THEN RAISE EXCEPTION 'a campaign is kept' USING ERRCODE = 'check_violation'; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN RAISE EXCEPTION 'a campaign begins as a draft' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END IF;
  IF NEW.state <> OLD.state AND NOT (
    (OLD.state = 'draft' AND NEW.state IN ('in_review', 'archived'))
    OR (OLD.state = 'in_review' AND NEW.state IN ('draft', 'approved'))
    OR (OLD.state = 'approved' AND NEW.state IN ('draft', 'live', 'archived'))
    OR (OLD.state = 'live' AND NEW.state IN ('paused', 'closed'))
    OR (OLD.state = 'paused' AND NEW.state IN ('live', 'closed'))
    OR (OLD.state = 'closed' AND NEW.state IN ('live', 'archived')))
  THEN RAISE EXCEPTION 'no such move of a campaign' USING ERRCODE = 'check_violation'; END IF;
  -- A closed campaign opens with a revision approved since: an earlier approval
  -- that was not used is void before the campaign closes, and what was live has a
  -- lower number.
  IF NEW.state = 'closed' AND OLD.state <> 'closed'
    AND EXISTS (SELECT 1 FROM revisions r WHERE r.campaign_id = OLD.id AND r.state = 'approved' AND r.published_at = 0)
  THEN RAISE EXCEPTION 'an approval from before the close is void' USING ERRCODE = 'check_violation'; END IF;
  IF OLD.state = 'closed' AND NEW.state = 'live'
    AND (SELECT number FROM revisions WHERE id = NEW.revision_id) <= (SELECT number FROM revisions WHERE id = OLD.revision_id)
  THEN RAISE EXCEPTION 'a closed campaign opens by a new approval' USING ERRCODE = 'check_violation'; END IF;
  IF (NEW.revision_id <> OLD.revision_id OR (NEW.state = 'live' AND OLD.state <> 'live'))
    AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.id = NEW.revision_id AND r.campaign_id = NEW.id AND r.state = 'approved')
  THEN RAISE EXCEPTION 'only an approved revision can be live' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW; END $$;

CREATE TRIGGER campaigns_guard BEFORE INSERT OR UPDATE OR DELETE ON campaigns FOR EACH ROW EXECUTE FUNCTION campaigns_guard();

CREATE TRIGGER campaigns_kept BEFORE TRUNCATE ON campaigns FOR EACH STATEMENT EXECUTE FUNCTION campaigns_guard();

CREATE FUNCTION revisions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION 'a revision is kept' USING ERRCODE = 'check_violation'; END IF;
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'snapshot' THEN RAISE EXCEPTION 'a revision is kept' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('in_review', 'snapshot') OR NEW.reviewer_id <> '' OR NEW.published_at <> 0
      OR (NEW.state = 'snapshot') <> (NEW.number < 0)
    THEN RAISE EXCEPTION 'a revision begins in review' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END IF;
  IF NEW.state <> OLD.state AND NOT (
    (OLD.state = 'in_review' AND NEW.state IN ('approved', 'rejected', 'withdrawn'))
    OR (OLD.state = 'approved' AND NEW.state = 'voided' AND OLD.published_at = 0
      AND NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.revision_id = OLD.id)))
  THEN RAISE EXCEPTION 'no such move of a revision' USING ERRCODE = 'check_violation'; END IF;
  IF NEW.id <> OLD.id OR NEW.campaign_id <> OLD.campaign_id OR NEW.number <> OLD.number
    OR NEW.content <> OLD.content OR NEW.digest <> OLD.digest OR NEW.rule <> OLD.rule
    OR NEW.author_id <> OLD.author_id OR NEW.submitter_id <> OLD.submitter_id OR NEW.note <> OLD.note OR NEW.created_at <> OLD.created_at
    OR (OLD.state <> 'in_review' AND (NEW.reviewer_id <> OLD.reviewer_id OR NEW.reason <> OLD.reason OR NEW.decided_at <> OLD.decided_at))
    OR (NEW.published_at <> OLD.published_at AND (OLD.published_at <> 0 OR OLD.state <> 'approved'))
  THEN RAISE EXCEPTION 'a revision does not change' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW; END $$;

CREATE TRIGGER revisions_guard BEFORE INSERT OR UPDATE OR DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION revisions_guard();

CREATE TRIGGER revisions_kept BEFORE TRUNCATE ON revisions FOR EACH STATEMENT EXECUTE FUNCTION revisions_guard();
