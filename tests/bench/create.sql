-- For pgbench: the two inserts behind CreateProduct (common/resource/table.cc, common/journal/append.cc) and the commit.
-- `turn` differs from run to run; ids rise within a client, as UUIDv7 do.
\set n :n + 1
BEGIN;
INSERT INTO registry.product AS t (province_code, product_id, display_name, producer_id, product_group, score_sheet,
                                   product_code, specification, entry_date, source, synthetic, search_text)
VALUES ('82', 'pgbench-' || :turn::text || '-' || :client_id::text || '-' || :n::text, 'Bánh phồng số ' || :n::text, 'p0', 'GROUP_FOOD', 1, '', 'Hộp 450 g',
        '2023-06-01', 'tests/bench', true, 'banh phong so ' || :n::text)
ON CONFLICT (province_code, product_id) DO NOTHING
RETURNING (extract(epoch FROM t.create_time) * 1000000)::bigint, (extract(epoch FROM t.update_time) * 1000000)::bigint,
          t.revision, (extract(epoch FROM t.delete_time) * 1000000)::bigint;
INSERT INTO registry.journal (actor, request_id, resource_name, type, action, resource)
VALUES ('pgbench', '', 'provinces/82/products/pgbench-' || :turn::text || '-' || :client_id::text || '-' || :n::text, 'ocop.registry.v1.Product', 'ACTION_CREATE',
        decode(repeat('6f', 220), 'hex'));
COMMIT;
