-- What ends soon is asked for any day, and on an earlier one a paper was not renewed yet that is today.
DROP INDEX compliance_paper_expire_date;
CREATE INDEX compliance_paper_expire_date ON compliance_paper (province_code, expire_date, compliance_paper_id)
  WHERE expire_date IS NOT NULL;
