-- A run of sixty letters is nobody's word, and levenshtein takes no text longer than 255.
DELETE FROM product_word WHERE length(word) > 60;

CREATE OR REPLACE FUNCTION add_product_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Those that are known cost a look-up and no lock.
  INSERT INTO registry.product_word (province_code, word)
  SELECT DISTINCT c.province_code, w.word
    FROM changed AS c, unnest(tsvector_to_array(to_tsvector('simple', c.search_text))) AS w (word)
   WHERE w.word !~ '[0-9]'
     AND length(w.word) <= 60
     AND NOT EXISTS (SELECT FROM registry.product_word AS p WHERE p.province_code = c.province_code AND p.word = w.word)
   ORDER BY c.province_code, w.word
      ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
