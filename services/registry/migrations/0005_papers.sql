-- Papers that take the place of others, and files: of papers, plans, progress.

ALTER TABLE compliance_paper
  ADD COLUMN standard      text NOT NULL DEFAULT '',
  ADD COLUMN renews_id     text,
  ADD COLUMN renewed_by_id text,
  ADD CONSTRAINT compliance_paper_renews_fkey FOREIGN KEY (province_code, renews_id) REFERENCES compliance_paper,
  ADD CONSTRAINT compliance_paper_renewed_by_fkey FOREIGN KEY (province_code, renewed_by_id) REFERENCES compliance_paper,
  -- One paper takes the place of another, and one alone.
  ADD CONSTRAINT compliance_paper_renews_key UNIQUE (province_code, renews_id),
  ADD CONSTRAINT compliance_paper_renews_check CHECK (renews_id <> compliance_paper_id AND renewed_by_id <> compliance_paper_id);
CREATE INDEX compliance_paper_expire_date ON compliance_paper (province_code, expire_date, compliance_paper_id)
  WHERE expire_date IS NOT NULL AND renewed_by_id IS NULL;

CREATE TABLE document (
  province_code   text NOT NULL,
  document_id     text NOT NULL,
  belongs_to      text NOT NULL,
  kind            text NOT NULL,
  display_name    text NOT NULL DEFAULT '',
  document_number text NOT NULL DEFAULT '',
  issuer          text NOT NULL DEFAULT '',
  issue_date      date,
  expire_date     date,
  file_name       text NOT NULL DEFAULT '',
  size_bytes      bigint NOT NULL,
  sha256          text NOT NULL DEFAULT '',
  media_type      text NOT NULL DEFAULT '',
  received_bytes  bigint NOT NULL DEFAULT 0,
  complete        boolean NOT NULL DEFAULT false,
  search_text     text NOT NULL,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, document_id),
  CONSTRAINT document_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT document_term_check CHECK (expire_date >= issue_date),
  CONSTRAINT document_size_check CHECK (size_bytes BETWEEN 1 AND 67108864),
  CONSTRAINT document_received_check CHECK (received_bytes BETWEEN 0 AND size_bytes),
  -- A file that is complete has all its bytes.
  CONSTRAINT document_complete_check CHECK (NOT complete OR received_bytes = size_bytes)
);
CREATE INDEX document_search ON document USING gin (search_text gin_trgm_ops);
CREATE INDEX document_belongs_to ON document (province_code, belongs_to);

CREATE TABLE blob_part (
  key       text NOT NULL,
  "offset"  bigint NOT NULL,
  data      bytea NOT NULL,
  PRIMARY KEY (key, "offset"),
  CONSTRAINT blob_part_data_check CHECK (octet_length(data) > 0)
);
-- Photographs and documents are compressed already.
ALTER TABLE blob_part ALTER COLUMN data SET STORAGE EXTERNAL;
