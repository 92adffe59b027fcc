-- A province is two digits in every table, as in recognition: `provinces/-` stands for any of them where lists are asked for,
-- and names none. Of new rows: one that was entered so before is not to hold up the upgrade.
ALTER TABLE attachment ADD CONSTRAINT attachment_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE council ADD CONSTRAINT council_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE dossier ADD CONSTRAINT dossier_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE evidence_item ADD CONSTRAINT evidence_item_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE product_serial ADD CONSTRAINT product_serial_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE score_card ADD CONSTRAINT score_card_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE scoring_round ADD CONSTRAINT scoring_round_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE sealed_score ADD CONSTRAINT sealed_score_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE serial ADD CONSTRAINT serial_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
ALTER TABLE sheet_acceptance ADD CONSTRAINT sheet_acceptance_province_check CHECK (province_code ~ '^[0-9]{2}$') NOT VALID;
