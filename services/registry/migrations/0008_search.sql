-- Search asks for pairs of words. Lists of the products that have a common word are long: of a million, keo has 25,000, and to
-- find that no name has keo and tan both took reading one of them. A pair that no name has is found missing at once, and
-- one that some have has a short list.

-- The words of a text, and every two of them, the lesser first. With a sign before a pair, what begins like a word is a word.
CREATE FUNCTION search_terms(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
  WITH words AS (SELECT w.word COLLATE "C" FROM unnest(tsvector_to_array(to_tsvector('simple', folded))) AS w (word))
  SELECT array_to_tsvector(COALESCE(array_agg(t.term), '{}'))
    FROM (SELECT word FROM words UNION ALL
          SELECT '+' || a.word || ' ' || b.word FROM words AS a JOIN words AS b ON a.word < b.word) AS t (term)
$$;

DROP INDEX product_search_words;
-- Without the list in which what was written last may wait: a search, which asks for many terms, would read it for each.
CREATE INDEX product_search_terms ON product USING gin (search_terms(search_text)) WITH (fastupdate = off);
