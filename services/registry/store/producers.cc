#include "services/registry/store/producers.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "services/names.h"
#include "services/registry/rules/likeness.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using database::Rows;
using database::Statement;
using v1::Producer;

// Ids that a statement answers, as names.
absl::StatusOr<std::vector<std::string>> NamesBy(database::Transaction& transaction, const Statement& statement,
                                                 const std::string& producer, const std::string& collection) {
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(producer), LastId(producer)}));
  std::vector<std::string> names;
  for (int row = 0; row < rows.size(); ++row) {
    names.push_back(absl::StrCat(collection, "/", status::View(rows.Text(row, 0))));
  }
  return names;
}

std::string ProducerName(const std::string& province, std::string_view id) {
  return absl::StrCat("provinces/", province, "/producers/", status::View(id));
}

}  // namespace

absl::StatusOr<std::vector<Producer>> CandidatesFor(database::Transaction& transaction, const std::string& province,
                                                    const ProducerTraits& traits, const std::string& except) {
  // Each branch has an index of its own; the last finds names so misspelt that only their place tells that they are
  // meant.
  static const auto& statement = *new Statement{
      "producer.candidates",
      absl::StrCat(
          R"sql(
    WITH alike AS (
      (SELECT producer_id FROM registry.producer WHERE province_code = $1 AND tax_digits <> '' AND tax_digits = $3 LIMIT 50)
      UNION
      (SELECT producer_id FROM registry.producer
        WHERE province_code = $1 AND registration_number <> '' AND registration_number = $4 LIMIT 50)
      UNION
      (SELECT producer_id FROM registry.producer
        WHERE province_code = $1 AND phone_digits <> '' AND phone_digits = $5 LIMIT 50)
      UNION
      (SELECT producer_id FROM registry.producer
        WHERE province_code = $1 AND name_key % registry.name_key($6)
        ORDER BY public.similarity(name_key, registry.name_key($6)) DESC LIMIT 100)
      UNION
      (SELECT producer_id FROM registry.producer
        WHERE province_code = $1 AND locality_id = $7
        ORDER BY public.similarity(name_key, registry.name_key($6)) DESC LIMIT 50))
    SELECT )sql",
          ProducerTable().select_list(),
          " FROM alike JOIN registry.producer AS t ON t.province_code = $1 AND t.producer_id = alike.producer_id "
          "WHERE t.delete_time IS NULL AND t.producer_id <> $2 ORDER BY t.producer_id")};
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(statement, {province, LastId(except), DigitsOf(traits.tax_code), traits.registration_number,
                                    DigitsOf(traits.phone_number), traits.display_name, LastId(traits.locality)}));
  return ProducerTable().ReadRows<Producer>(rows);
}

absl::StatusOr<std::string> OtherWithTaxCode(database::Transaction& transaction, const Producer& producer) {
  static const auto& statement = *new Statement{"producer.of_tax_code", R"sql(
    SELECT producer_id FROM registry.producer
     WHERE province_code = $1 AND tax_digits <> '' AND tax_digits = $2 AND producer_id <> $3 AND delete_time IS NULL
     ORDER BY producer_id LIMIT 1)sql"};
  const std::string digits = DigitsOf(producer.tax_code());
  if (digits.empty()) return std::string();
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {ProvinceCode(producer.name()), digits, LastId(producer.name())}));
  if (rows.empty()) return std::string();
  return absl::StrCat(ProvinceOf(producer.name()), "/producers/", status::View(rows.Text(0, 0)));
}

absl::StatusOr<std::vector<std::string>> ProducersWithTaxCode(database::Transaction& transaction,
                                                              const std::string& province, const std::string& code) {
  static const auto& statement = *new Statement{"producer.with_tax_code", R"sql(
    SELECT producer_id FROM registry.producer
     WHERE province_code = $1 AND tax_digits <> '' AND tax_digits = $2 AND delete_time IS NULL
     ORDER BY producer_id LIMIT 3)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, DigitsOf(code)}));
  std::vector<std::string> names;
  for (int row = 0; row < rows.size(); ++row) names.push_back(ProducerName(province, rows.Text(row, 0)));
  return names;
}

absl::StatusOr<std::vector<std::string>> ProducersMeant(database::Transaction& transaction, const std::string& province,
                                                        const std::string& text) {
  static const auto& statement = *new Statement{"producer.meant", R"sql(
    SELECT producer_id, producer_id = $2, tax_digits <> '' AND tax_digits = $3, display_name FROM registry.producer
     WHERE province_code = $1 AND delete_time IS NULL
       AND (producer_id = $2 OR (tax_digits <> '' AND tax_digits = $3) OR name_key = registry.name_key($4))
     ORDER BY producer_id LIMIT 100)sql"};
  // A name may hold a number; a tax code is hardly anything else.
  const std::string digits = DigitsOf(text);
  const bool tax_code = digits.size() >= 10 && digits.size() + 4 > text.size();
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, text, tax_code ? digits : "", text}));
  std::vector<std::string> by_id, by_tax_code, by_name;
  for (int row = 0; row < rows.size(); ++row) {
    const std::string name = ProducerName(province, rows.Text(row, 0));
    if (rows.Boolean(row, 1)) by_id.push_back(name);
    if (rows.Boolean(row, 2)) by_tax_code.push_back(name);
    if (text::Fold(rows.Text(row, 3)) == text::Fold(text)) by_name.push_back(name);
  }
  return !by_id.empty() ? by_id : !by_tax_code.empty() ? by_tax_code : by_name;
}

absl::StatusOr<ProducerFate> FateOf(database::Transaction& transaction, const std::string& producer) {
  // The lock is the one that the foreign key takes a moment later, too late to see a merger that it waited for.
  static const auto& statement = *new Statement{"producer.fate", R"sql(
    SELECT delete_time IS NOT NULL, merged_into_id, kind FROM registry.producer
     WHERE province_code = $1 AND producer_id = $2 FOR KEY SHARE)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(producer), LastId(producer)}));
  ProducerFate fate;
  if (rows.empty()) return fate;
  fate.exists = true;
  fate.deleted = rows.Boolean(0, 0);
  v1::Producer::Kind_Parse(std::string(rows.Text(0, 2)), &fate.kind);
  if (!rows.IsNull(0, 1)) {
    fate.merged_into = absl::StrCat(ProvinceOf(producer), "/producers/", status::View(rows.Text(0, 1)));
  }
  return fate;
}

absl::StatusOr<Belongings> BelongingsOf(database::Transaction& transaction, const std::string& producer) {
  static const auto& products = *new Statement{"product.of_producer", R"sql(
    SELECT product_id FROM registry.product WHERE province_code = $1 AND producer_id = $2 ORDER BY product_id
       FOR UPDATE)sql"};
  static const auto& papers = *new Statement{"compliance_paper.of_producer", R"sql(
    SELECT compliance_paper_id FROM registry.compliance_paper WHERE province_code = $1 AND producer_id = $2
     ORDER BY compliance_paper_id FOR UPDATE)sql"};
  static const auto& figures = *new Statement{"yearly_figure.of_producer", R"sql(
    SELECT yearly_figure_id FROM registry.yearly_figure WHERE province_code = $1 AND producer_id = $2
     ORDER BY yearly_figure_id FOR UPDATE)sql"};
  static const auto& merged = *new Statement{"producer.merged_into", R"sql(
    SELECT producer_id FROM registry.producer WHERE province_code = $1 AND merged_into_id = $2 ORDER BY producer_id
       FOR UPDATE)sql"};
  const std::string province = ProvinceOf(producer);
  Belongings belongings;
  OCOP_ASSIGN_OR_RETURN(belongings.products, NamesBy(transaction, products, producer, province + "/products"));
  OCOP_ASSIGN_OR_RETURN(belongings.papers, NamesBy(transaction, papers, producer, province + "/compliancePapers"));
  OCOP_ASSIGN_OR_RETURN(belongings.figures, NamesBy(transaction, figures, producer, producer + "/yearlyFigures"));
  OCOP_ASSIGN_OR_RETURN(belongings.merged, NamesBy(transaction, merged, producer, province + "/producers"));
  return belongings;
}

}  // namespace ocop::registry
