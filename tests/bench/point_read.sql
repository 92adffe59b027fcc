-- For pgbench: the statement behind GetProduct (common/resource/table.cc), one row by its key.
\set province 82
\set product random(0, :products - 1)
SELECT t.province_code, t.product_id, t.display_name, t.producer_id, t.product_group, t.score_sheet, t.product_code,
       t.specification, t.entry_date, t.source, t.synthetic, t.sub_group, t.former_product_codes, t.state,
       t.state_due_date, t.steps, t.idea, t.business_plan, t.recognition, t.recognition_expire_date,
       (extract(epoch FROM t.create_time) * 1000000)::bigint, (extract(epoch FROM t.update_time) * 1000000)::bigint,
       t.revision, (extract(epoch FROM t.delete_time) * 1000000)::bigint
FROM registry.product AS t WHERE t.province_code = :province::text AND t.product_id = :product::text;
