-- PostgreSQL's parser takes what is joined by some signs for one token: "st25/st24" for a file, "vang.vang" for a host, "-20"
-- for a number. Nobody who looks for ST24 finds it so. A query is split at every sign of ASCII, and so are the names.

-- The words of a text.
CREATE FUNCTION search_words(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('simple', translate(folded, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)))
$$;

-- An index does not follow when its function changes.
DROP INDEX product_search_terms;
CREATE OR REPLACE FUNCTION search_terms(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
  WITH words AS (SELECT w.word COLLATE "C" FROM unnest(tsvector_to_array(registry.search_words(folded))) AS w (word))
  SELECT array_to_tsvector(COALESCE(array_agg(t.term), '{}'))
    FROM (SELECT word FROM words UNION ALL
          SELECT '+' || a.word || ' ' || b.word FROM words AS a JOIN words AS b ON a.word < b.word) AS t (term)
$$;
CREATE INDEX product_search_terms ON product USING gin (search_terms(search_text)) WITH (fastupdate = off);

CREATE OR REPLACE FUNCTION add_product_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Those that are known cost a look-up and no lock.
  INSERT INTO registry.product_word (province_code, word)
  SELECT DISTINCT c.province_code, w.word
    FROM changed AS c, unnest(tsvector_to_array(registry.search_words(c.search_text))) AS w (word)
   WHERE w.word !~ '[0-9]'
     AND length(w.word) <= 60
     AND NOT EXISTS (SELECT FROM registry.product_word AS p WHERE p.province_code = c.province_code AND p.word = w.word)
   ORDER BY c.province_code, w.word
      ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

DELETE FROM product_word;
INSERT INTO product_word (province_code, word)
SELECT DISTINCT p.province_code, w.word
  FROM product AS p, unnest(tsvector_to_array(search_words(p.search_text))) AS w (word)
 WHERE w.word !~ '[0-9]' AND length(w.word) <= 60;
