#include "services/registry/store/products.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using database::ArrayLiteral;
using database::Parameter;
using database::Rows;
using database::Statement;
using v1::Product;

std::string GroupOrAny(Product::Group group) {
  return group == Product::GROUP_UNSPECIFIED ? "" : Product::Group_Name(group);
}

std::vector<ProductName> NamesOf(const Rows& rows) {
  std::vector<ProductName> names;
  for (int row = 0; row < rows.size(); ++row) {
    names.push_back({std::string(rows.Text(row, 0)), std::string(rows.Text(row, 1))});
  }
  return names;
}

absl::StatusOr<std::vector<MeantWords>> ReadMeant(database::Transaction& transaction, const Statement& statement,
                                                  const std::string& province, const std::vector<std::string>& words) {
  std::vector<MeantWords> meant(words.size());
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(statement, {province, ArrayLiteral(std::vector<Parameter>(words.begin(), words.end()))}));
  for (int row = 0; row < rows.size(); ++row) {
    MeantWords& word = meant[static_cast<size_t>(rows.Integer(row, 0)) - 1];
    word.known |= rows.Boolean(row, 2);
    word.words.emplace_back(rows.Text(row, 1));
  }
  return meant;
}

// Slips that a word of that length may have; worked out once for each, so materialized below.
constexpr char kSlips[] = "CASE WHEN length(word) <= 2 THEN 0 WHEN length(word) <= 5 THEN 1 ELSE 2 END AS slips";

// Words alike, by letters that are wrong, missing or too many, then by the groups of three that they share.
std::string AlikeTo(std::string_view condition) {
  return absl::StrCat(
      "SELECT w.word FROM registry.product_word AS w WHERE w.province_code = $1 AND w.word <> q.word AND q.slips > 0 "
      "AND ",
      status::View(condition),
      // levenshtein raises an error for long texts, and terms of AND are evaluated in any order.
      " CASE WHEN length(w.word) <= 60 AND length(q.word) <= 60 THEN"
      " public.levenshtein_less_equal(w.word, q.word, q.slips) <= q.slips ELSE false END ORDER BY "
      "public.levenshtein(w.word, q.word), "
      "public.similarity(w.word, q.word) DESC, w.word LIMIT 5");
}

}  // namespace

absl::StatusOr<std::optional<Product>> ProductOfCode(database::Transaction& transaction, const std::string& province,
                                                     const std::string& code) {
  static const auto& statement =
      *new Statement{"product.of_code", absl::StrCat("SELECT ", ProductTable().select_list(),
                                                     " FROM registry.product_code AS c JOIN registry.product AS t "
                                                     "USING (province_code, product_id) "
                                                     "WHERE c.province_code = $1 AND c.product_code = $2")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, code}));
  if (rows.empty()) return std::optional<Product>();
  return ProductTable().ReadRow<Product>(rows, 0);
}

absl::StatusOr<std::vector<Product>> ProductsByGroup(database::Transaction& transaction, const std::string& producer) {
  static const auto& statement = *new Statement{
      "product.by_group",
      absl::StrCat("SELECT DISTINCT ON (t.product_group, t.entry_date) ", ProductTable().select_list(),
                   " FROM registry.product AS t WHERE t.province_code = $1 AND t.producer_id = $2 AND t.delete_time IS "
                   "NULL ORDER BY t.product_group, t.entry_date, t.product_id")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(producer), LastId(producer)}));
  return ProductTable().ReadRows<Product>(rows);
}

absl::StatusOr<std::string> MakerOf(database::Transaction& transaction, const std::string& product) {
  // Shared, so that those who enter papers for some products do not wait for one another in a circle.
  static const auto& statement =
      *new Statement{"product.maker",
                     "SELECT producer_id FROM registry.product WHERE province_code = $1 AND product_id = $2 FOR SHARE"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(product), LastId(product)}));
  if (rows.empty()) return std::string();
  return absl::StrCat(ProvinceOf(product), "/producers/", status::View(rows.Text(0, 0)));
}

absl::StatusOr<std::vector<MeantWords>> WordsMeant(database::Transaction& transaction, const std::string& province,
                                                   const std::vector<std::string>& words) {
  // A word with digits in it is its own spelling; the last word may be only begun.
  static const auto& statement = *new Statement{
      "product_word.meant",
      absl::StrCat("WITH q AS MATERIALIZED (SELECT word, place, ", kSlips,
                   ", place = cardinality($2::text[]) AS last, "
                   "word ~ '[0-9]' OR EXISTS (SELECT FROM registry.product_word AS w WHERE w.province_code = $1 AND "
                   "w.word = asked.word) OR (place = cardinality($2::text[]) AND EXISTS (SELECT FROM "
                   "registry.product_word AS w WHERE w.province_code = $1 AND w.word >= asked.word AND "
                   "w.word < asked.word || '{')) AS known "
                   "FROM unnest($2::text[]) WITH ORDINALITY AS asked (word, place)) "
                   "SELECT q.place, CASE WHEN q.known THEN q.word ELSE alike.word END, q.known FROM q "
                   "LEFT JOIN LATERAL (",
                   AlikeTo("NOT q.known AND"), ") AS alike ON true WHERE q.known OR alike.word IS NOT NULL")};
  return ReadMeant(transaction, statement, province, words);
}

absl::StatusOr<std::vector<MeantWords>> WordsAlike(database::Transaction& transaction, const std::string& province,
                                                   const std::vector<std::string>& words) {
  static const auto& statement = *new Statement{
      "product_word.alike", absl::StrCat("WITH q AS MATERIALIZED (SELECT word, place, ", kSlips,
                                         " FROM unnest($2::text[]) WITH ORDINALITY AS asked (word, place)) "
                                         "SELECT q.place, alike.word, false FROM q CROSS JOIN LATERAL (",
                                         AlikeTo("q.word !~ '[0-9]' AND"), ") AS alike")};
  return ReadMeant(transaction, statement, province, words);
}

absl::StatusOr<std::vector<std::string>> WordsBeginning(database::Transaction& transaction, const std::string& province,
                                                        const std::string& beginning, int limit) {
  static const auto& statement = *new Statement{"product_word.beginning", R"sql(
    SELECT w.word FROM registry.product_word AS w
     WHERE w.province_code = $1 AND w.word > $2 AND w.word < $2 || '{'
     ORDER BY w.word LIMIT $3::integer)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, beginning, absl::StrCat(limit)}));
  std::vector<std::string> words;
  for (int row = 0; row < rows.size(); ++row) words.emplace_back(rows.Text(row, 0));
  return words;
}

absl::StatusOr<std::vector<ProductName>> ProductsBeginning(database::Transaction& transaction,
                                                           const std::string& province, const std::string& text,
                                                           Product::Group group, int limit) {
  static const auto& statement = *new Statement{"product.beginning", R"sql(
    SELECT t.product_id, t.display_name FROM registry.product AS t
     WHERE t.province_code = $1 AND left(t.search_text, 200) ~>=~ $2 AND left(t.search_text, 200) ~<~ ($2 || '{')
       AND t.delete_time IS NULL AND ($3 = '' OR t.product_group = $3)
     ORDER BY left(t.search_text, 200) USING ~<~ LIMIT $4::integer)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {province, text, GroupOrAny(group), absl::StrCat(limit)}));
  return NamesOf(rows);
}

absl::StatusOr<std::vector<ProductName>> ProductsWithWords(database::Transaction& transaction,
                                                           const std::string& province,
                                                           const std::vector<std::string>& queries,
                                                           Product::Group group, int limit) {
  static const auto& statement = *new Statement{"product.with_words", R"sql(
    SELECT t.product_id, t.display_name FROM unnest($2::text[]) AS q (query) CROSS JOIN LATERAL (
      SELECT t.product_id, t.display_name FROM registry.product AS t
       WHERE t.province_code = $1 AND registry.search_terms(t.search_text) @@ q.query::tsquery
         AND t.delete_time IS NULL AND ($3 = '' OR t.product_group = $3)
       LIMIT $4::integer) AS t
     LIMIT $4::integer)sql"};
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(statement, {province, ArrayLiteral(std::vector<Parameter>(queries.begin(), queries.end())),
                                    GroupOrAny(group), absl::StrCat(limit)}));
  return NamesOf(rows);
}

absl::StatusOr<std::vector<Product>> ReadProducts(database::Transaction& transaction,
                                                  const std::vector<std::string>& names) {
  std::vector<absl::StatusOr<std::shared_ptr<const google::protobuf::Message>>> results(names.size(),
                                                                                        absl::NotFoundError(""));
  std::vector<Product> products;
  if (names.empty()) return products;
  OCOP_RETURN_IF_ERROR(ProductTable().ReadMany(transaction, names, results));
  for (const auto& result : results) {
    if (absl::IsNotFound(result.status())) continue;
    if (!result.ok()) return result.status();
    products.push_back(static_cast<const Product&>(**result));
  }
  return products;
}

}  // namespace ocop::registry
