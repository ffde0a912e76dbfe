-- The moves of app/campaign/workflow.go, refused here as well, and what a
-- revision is made of, which never changes.
CREATE FUNCTION campaigns_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN RAISE EXCEPTION 'a campaign begins as a draft' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END IF;
  IF NEW.state <> OLD.state AND NOT (
    (OLD.state = 'draft' AND NEW.state IN ('in_review', 'archived'))
    OR (OLD.state = 'in_review' AND NEW.state IN ('draft', 'approved'))
    OR (OLD.state = 'approved' AND NEW.state IN ('draft', 'live', 'archived'))
    OR (OLD.state = 'live' AND NEW.state IN ('paused', 'closed'))
    OR (OLD.state = 'paused' AND NEW.state IN ('live', 'closed'))
    OR (OLD.state = 'closed' AND NEW.state = 'live' AND NEW.revision_id <> OLD.revision_id)
    OR (OLD.state = 'closed' AND NEW.state = 'archived'))
  THEN RAISE EXCEPTION 'no such move of a campaign' USING ERRCODE = 'check_violation'; END IF;
  IF (NEW.revision_id <> OLD.revision_id OR (NEW.state = 'live' AND OLD.state <> 'live'))
    AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.id = NEW.revision_id AND r.campaign_id = NEW.id AND r.state = 'approved')
  THEN RAISE EXCEPTION 'only an approved revision can be live' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW; END $$;

CREATE TRIGGER campaigns_guard BEFORE INSERT OR UPDATE ON campaigns FOR EACH ROW EXECUTE FUNCTION campaigns_guard();

CREATE FUNCTION revisions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'snapshot' THEN RAISE EXCEPTION 'a revision is kept' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('in_review', 'snapshot') OR NEW.reviewer_id <> ''
    THEN RAISE EXCEPTION 'a revision begins in review' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END IF;
  IF NEW.state <> OLD.state AND NOT (
    (OLD.state = 'in_review' AND NEW.state IN ('approved', 'rejected', 'withdrawn'))
    OR (OLD.state = 'approved' AND NEW.state = 'voided'
      AND NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.revision_id = OLD.id)))
  THEN RAISE EXCEPTION 'no such move of a revision' USING ERRCODE = 'check_violation'; END IF;
  IF NEW.id <> OLD.id OR NEW.campaign_id <> OLD.campaign_id OR NEW.number <> OLD.number
    OR NEW.content <> OLD.content OR NEW.digest <> OLD.digest OR NEW.rule <> OLD.rule
    OR NEW.author_id <> OLD.author_id OR NEW.submitter_id <> OLD.submitter_id OR NEW.created_at <> OLD.created_at
    OR (OLD.state <> 'in_review' AND (NEW.reviewer_id <> OLD.reviewer_id OR NEW.reason <> OLD.reason OR NEW.decided_at <> OLD.decided_at))
  THEN RAISE EXCEPTION 'a revision does not change' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW; END $$;

CREATE TRIGGER revisions_guard BEFORE INSERT OR UPDATE OR DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION revisions_guard();
