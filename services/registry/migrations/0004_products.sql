-- Products in the six-step cycle, their codes old and new, and the search over their names.

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch SCHEMA public;

ALTER TABLE product
  ADD COLUMN sub_group            text NOT NULL DEFAULT '',
  ADD COLUMN former_product_codes text[] NOT NULL DEFAULT '{}',
  ADD COLUMN state                text NOT NULL DEFAULT 'STATE_ENTERED',
  ADD COLUMN state_due_date       date,
  ADD COLUMN steps                jsonb,
  ADD COLUMN idea                 jsonb,
  ADD COLUMN business_plan        jsonb,
  ADD COLUMN recognition          text NOT NULL DEFAULT '',
  ADD COLUMN recognition_expire_date date;
CREATE INDEX product_state_due_date ON product (province_code, state_due_date) WHERE state_due_date IS NOT NULL;

-- Every official code that a product has or had is one product's. Kept by the trigger below; the current code has a key of
-- its own, which speaks first.
CREATE TABLE product_code (
  province_code text NOT NULL,
  product_code  text NOT NULL,
  product_id    text NOT NULL,
  CONSTRAINT product_former_product_codes_key PRIMARY KEY (province_code, product_code),
  CONSTRAINT product_code_product_fkey FOREIGN KEY (province_code, product_id) REFERENCES product ON DELETE CASCADE
);
CREATE INDEX product_code_product ON product_code (province_code, product_id);

CREATE FUNCTION keep_product_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM registry.product_code AS c
     WHERE c.province_code = NEW.province_code AND c.product_id = NEW.product_id
       AND c.product_code <> NEW.product_code AND c.product_code <> ALL (NEW.former_product_codes);
  END IF;
  INSERT INTO registry.product_code (province_code, product_code, product_id)
  SELECT NEW.province_code, code, NEW.product_id
    FROM (SELECT unnest(NEW.former_product_codes || NEW.product_code) EXCEPT
          SELECT c.product_code FROM registry.product_code AS c
           WHERE c.province_code = NEW.province_code AND c.product_id = NEW.product_id) AS new_codes (code)
   WHERE code <> '';
  RETURN NULL;
END $$;
CREATE TRIGGER product_code_insert AFTER INSERT ON product FOR EACH ROW
  WHEN (NEW.product_code <> '' OR NEW.former_product_codes <> '{}') EXECUTE FUNCTION keep_product_codes();
CREATE TRIGGER product_code_update AFTER UPDATE ON product FOR EACH ROW
  WHEN (OLD.product_code <> NEW.product_code OR OLD.former_product_codes <> NEW.former_product_codes)
  EXECUTE FUNCTION keep_product_codes();
INSERT INTO product_code (province_code, product_code, product_id)
SELECT province_code, product_code, product_id FROM product WHERE product_code <> '';

-- Search, over texts that are folded already: whole words and their beginnings, ...
CREATE INDEX product_search_words ON product USING gin (to_tsvector('simple', search_text));
-- ... names that are the query or begin with it, ...
CREATE INDEX product_search_begin ON product (province_code, left(search_text, 200) text_pattern_ops);
-- ... and all words there are, a few thousand, among which those meant by a word that is misspelt are looked for. Words with
-- digits in them are nobody's spelling.
CREATE TABLE product_word (
  province_code text NOT NULL,
  word          text NOT NULL,
  PRIMARY KEY (province_code, word)
);

CREATE FUNCTION add_product_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Those that are known cost a look-up and no lock.
  INSERT INTO registry.product_word (province_code, word)
  SELECT DISTINCT c.province_code, w.word
    FROM changed AS c, unnest(tsvector_to_array(to_tsvector('simple', c.search_text))) AS w (word)
   WHERE w.word !~ '[0-9]'
     AND NOT EXISTS (SELECT FROM registry.product_word AS p WHERE p.province_code = c.province_code AND p.word = w.word)
   ORDER BY c.province_code, w.word
      ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER product_word_insert AFTER INSERT ON product
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION add_product_words();
CREATE TRIGGER product_word_update AFTER UPDATE ON product
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION add_product_words();
INSERT INTO product_word (province_code, word)
SELECT DISTINCT p.province_code, w.word
  FROM product AS p, unnest(tsvector_to_array(to_tsvector('simple', p.search_text))) AS w (word)
 WHERE w.word !~ '[0-9]';
