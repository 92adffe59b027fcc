-- Which re-evaluations are of a recognition, and which dossiers the council has: asked for each that expires, and for each
-- list of what waits.
CREATE INDEX dossier_previous_recognition ON dossier (province_code, previous_recognition_id)
 WHERE previous_recognition_id IS NOT NULL;
CREATE INDEX dossier_with_council ON dossier (province_code, dossier_id) WHERE state = 'STATE_COUNCIL';
