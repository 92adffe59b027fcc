-- The day of a result, which may be entered days after it.
ALTER TABLE dossier ADD COLUMN result_date date;
