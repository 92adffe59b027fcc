-- :products products with names as people give them: what it is, of what, from where or whose, and for some a size. Words
-- are as common as they are in the province's lists: a few on every tenth name, most on one in a thousand.
CREATE TEMPORARY TABLE part (kind integer, place integer, word text, folded text);
INSERT INTO part
SELECT 1, row_number() OVER (), w, public.unaccent(lower(w)) FROM unnest(ARRAY[
  'Kẹo dừa','Khô cá lóc','Trà mãng cầu','Gạo thơm','Bánh tráng','Mắm tôm chà','Rượu nếp','Nước mắm','Xoài cát','Vú sữa',
  'Thanh long','Sầu riêng sấy','Mứt gừng','Bún gạo','Mật ong','Lạp xưởng','Nấm linh chi','Chiếu lác','Trứng vịt muối','Bưởi',
  'Khóm sấy','Tổ yến','Muối ớt','Bột ca cao','Tinh dầu tràm','Dầu gội bồ kết','Cà phê','Trà sen','Hủ tiếu','Chả lụa',
  'Giò heo','Cá kho','Tôm khô','Mực một nắng','Đông trùng hạ thảo','Yến chưng','Sữa dê','Phô mai','Bơ đậu phộng','Dưa mắm'])
  AS w;
INSERT INTO part
SELECT 2, row_number() OVER (), w, public.unaccent(lower(w)) FROM unnest(ARRAY[
  'Mỹ','Tân','Bình','Phú','Long','Hòa','Thạnh','An','Đông','Vĩnh','Ngọc','Kim','Thanh','Hồng','Minh','Quốc','Hữu','Thiện',
  'Lộc','Khánh','Xuân','Thu','Bảo','Gia','Đại','Trường','Hoàng','Nhật','Tiến','Phước']) AS w;
INSERT INTO part
SELECT 3, row_number() OVER (), w, public.unaccent(lower(w)) FROM unnest(ARRAY[
  'Phước','Phong','Ninh','Lợi','Hưng','Thành','Trị','Hải','Thuận','Đức','Hạnh','Nhựt','Quới','Trung','Phát','Thịnh','Sơn',
  'Hiệp','Lý','Điền','Hội','Nghĩa','Tâm','Trinh','Châu','Giang','Tiên','Huệ','Loan','Cường','Dũng','Quang','Vân','Yên']) AS w;
-- Names of makers that few others have.
INSERT INTO part
SELECT 4, n, initcap(s), s FROM (SELECT n, substr('bcdghklmnpqrstvx', 1 + n % 16, 1) || substr('aeiouy', 1 + n / 16 % 6, 1) ||
  substr('nmtpc', 1 + n / 96 % 5, 1) || substr('bcdghklmnpqrstvx', 1 + n / 480 % 16, 1) || substr('aeiou', 1 + n / 7680 % 5, 1)
  AS s FROM generate_series(0, 2999) AS n) AS made;

INSERT INTO registry.producer (province_code, producer_id, display_name, kind, locality_id, representative_gender, join_date, search_text)
SELECT '82', 'search', 'Hợp tác xã', 'KIND_COOPERATIVE', '82', 'GENDER_UNSPECIFIED', '2020-01-01', 'hop tac xa';
INSERT INTO registry.product (province_code, product_id, display_name, producer_id, product_group, search_text)
SELECT '82', 's' || n, a.word || ' ' || b.word || ' ' || c.word || ' ' || d.word, 'search', 'GROUP_FOOD',
       a.folded || ' ' || b.folded || ' ' || c.folded || ' ' || d.folded
  FROM generate_series(1, :products) AS n
  JOIN part AS a ON a.kind = 1 AND a.place = 1 + (n * 7919::bigint) % 40
  JOIN part AS b ON b.kind = 2 AND b.place = 1 + (n * 104729::bigint) % 30
  JOIN part AS c ON c.kind = 3 AND c.place = 1 + (n * 1299709::bigint / 7) % 34
  JOIN part AS d ON d.kind = 4 AND d.place = (n * 15485863::bigint / 11) % 3000;
ANALYZE registry.product, registry.product_word;
