-- Serials that no recognition carries: a code that was mistyped kept its serial after it was put right or deleted.
DELETE FROM product_serial AS s
 WHERE NOT EXISTS (
   SELECT FROM recognition AS r
    WHERE r.province_code = s.province_code AND r.product = s.product
      AND r.product_code LIKE s.series || '-' || s.serial || '-____');
