-- The counts of products that provinces report, and those of tests/reference/definitions.
CREATE FUNCTION oracle.reported_products(province text, day date)
RETURNS TABLE (indicator text, unit text, locality text, in_denominator boolean, in_numerator boolean,
               falls_short boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH product AS MATERIALIZED (
    SELECT p.unit, p.locality, p.product_group, p.score_sheet, p.producer_kind, p.women_led, p.stars, p.is_new,
           p.re_evaluated, p.raised_to, p.expired, p.expired_in_year, p.revoked_in_year, p.channel_kinds, p.shown,
           p.revenue, p.profit, p.stars >= 3 AS starred
      FROM oracle.product_on(province, day) AS p)
  -- Counts. Of what should not be, what counts falls short.
  SELECT c.indicator, product.unit, product.locality, false, true,
         c.indicator IN ('products-expired', 'products-revoked', 'own-losses')
    FROM product
   CROSS JOIN LATERAL (VALUES
           ('products', starred),
           ('products-3-stars', stars = 3),
           ('products-4-stars', stars = 4),
           ('products-5-stars', stars = 5),
           ('products-food', starred AND product_group = 'GROUP_FOOD'),
           ('products-drinks', starred AND product_group = 'GROUP_DRINKS'),
           ('products-medicinal', starred AND product_group = 'GROUP_MEDICINAL'),
           ('products-handicraft', starred AND product_group = 'GROUP_HANDICRAFT'),
           ('products-ornamental', starred AND product_group = 'GROUP_ORNAMENTAL'),
           ('products-tourism', starred AND product_group = 'GROUP_TOURISM'),
           ('products-new', is_new),
           ('products-re-evaluated', re_evaluated),
           ('products-upgraded', raised_to <> '{}'),
           ('products-expired', expired),
           ('products-revoked', revoked_in_year),
           ('products-supermarket', starred AND 'KIND_SUPERMARKET' = ANY (channel_kinds)),
           ('products-trade-events', shown),
           ('revenue', starred),
           ('profit', starred),
           ('own-women-products', starred AND women_led),
           ('own-losses', profit < 0)) AS c(indicator, counted)
   WHERE c.counted
  UNION ALL
  -- Shares.
  SELECT s.indicator, product.unit, product.locality, true, s.reached, s.reached = (s.indicator = 'own-lapsed')
    FROM product
   CROSS JOIN LATERAL (VALUES
           ('products-expired-in-year', expired_in_year, starred),
           ('own-lapsed', expired_in_year, expired),
           ('products-e-commerce', starred, 'KIND_ECOMMERCE_FLOOR' = ANY (channel_kinds)),
           ('own-cooperative-sheets', producer_kind = 'KIND_COOPERATIVE', score_sheet BETWEEN 1 AND 13),
           ('own-revenue', starred, revenue >= 300 AND profit > 0)) AS s(indicator, asked, reached)
   WHERE s.asked;
END;
