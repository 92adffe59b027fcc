#include "services/registry/store/papers.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using database::ArrayLiteral;
using database::Parameter;
using database::Rows;
using database::Statement;
using v1::CompliancePaper;
using v1::Producer;
using v1::Product;

// No other has taken the place of t by the day of a parameter: an earlier day does not know what was renewed later.
std::string NotRenewedOn(std::string_view day) {
  return absl::StrCat(
      "NOT EXISTS (SELECT FROM registry.compliance_paper AS r WHERE r.province_code = t.province_code AND "
      "r.compliance_paper_id = t.renewed_by_id AND r.issue_date <= ",
      status::View(day), "::date)");
}

std::string TextArray(const std::vector<std::string>& texts) {
  return ArrayLiteral(std::vector<Parameter>(texts.begin(), texts.end()));
}

}  // namespace

absl::StatusOr<std::vector<ExpiringPaper>> ExpiringPapers(database::Transaction& transaction,
                                                          const std::string& province, const Area& area,
                                                          CompliancePaper::Kind kind, clock::Day first, clock::Day last,
                                                          clock::Day after_day, const std::string& after_id,
                                                          int limit) {
  static const auto& statement = *new Statement{
      "compliance_paper.expiring",
      absl::StrCat("SELECT p.locality_id, p.display_name, p.phone_number, t.expire_date - $4::date, ",
                   CompliancePaperTable().select_list(), R"sql(
      FROM registry.compliance_paper AS t
      JOIN registry.producer AS p ON p.province_code = t.province_code AND p.producer_id = t.producer_id
     WHERE t.province_code = $1 AND t.expire_date BETWEEN $4::date AND $5::date
       AND (t.expire_date, t.compliance_paper_id) > ($6::date, $7) AND t.issue_date <= $4::date
       AND p.delete_time IS NULL AND (p.leave_date IS NULL OR p.leave_date >= $4::date)
       AND ($2::boolean OR p.locality_id = ANY ($3::text[])) AND ($8 = '' OR t.kind = $8) AND )sql",
                   NotRenewedOn("$4"), " ORDER BY t.expire_date, t.compliance_paper_id LIMIT $9::integer")};
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(
          statement,
          {province, area.everywhere ? "t" : "f", TextArray(area.localities), clock::FormatDay(first),
           clock::FormatDay(last), clock::FormatDay(after_day), after_id,
           kind == CompliancePaper::KIND_UNSPECIFIED ? "" : CompliancePaper::Kind_Name(kind), absl::StrCat(limit)}));
  std::vector<ExpiringPaper> papers;
  for (int row = 0; row < rows.size(); ++row) {
    ExpiringPaper& paper = papers.emplace_back();
    paper.set_locality(absl::StrCat("provinces/", province, "/localities/", status::View(rows.Text(row, 0))));
    paper.set_producer_display_name(std::string(rows.Text(row, 1)));
    paper.set_producer_phone_number(std::string(rows.Text(row, 2)));
    paper.set_days_left(static_cast<int>(rows.Integer(row, 3)));
    OCOP_ASSIGN_OR_RETURN(*paper.mutable_compliance_paper(),
                          CompliancePaperTable().ReadRow<CompliancePaper>(rows, row, 4));
  }
  return papers;
}

absl::StatusOr<std::vector<CompliancePaper>> LockPapersOf(database::Transaction& transaction,
                                                          const std::string& product) {
  static const auto& statement = *new Statement{
      "compliance_paper.lock_of_product",
      absl::StrCat("SELECT ", CompliancePaperTable().select_list(), R"sql( FROM registry.compliance_paper AS t
     WHERE t.province_code = $1 AND t.product_id = $2 ORDER BY t.compliance_paper_id FOR UPDATE)sql")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(product), LastId(product)}));
  return CompliancePaperTable().ReadRows<CompliancePaper>(rows);
}

absl::StatusOr<std::map<std::string, int>> CountExpiringPapers(database::Transaction& transaction,
                                                               const std::string& province, clock::Day first,
                                                               clock::Day last) {
  static const auto& statement =
      *new Statement{"compliance_paper.count_expiring", absl::StrCat(R"sql(
    SELECT p.locality_id, count(*)
      FROM registry.compliance_paper AS t
      JOIN registry.producer AS p ON p.province_code = t.province_code AND p.producer_id = t.producer_id
     WHERE t.province_code = $1 AND t.expire_date BETWEEN $2::date AND $3::date
       AND t.issue_date <= $2::date AND p.delete_time IS NULL AND (p.leave_date IS NULL OR p.leave_date >= $2::date)
       AND )sql",
                                                                     NotRenewedOn("$2"), " GROUP BY p.locality_id")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {province, clock::FormatDay(first), clock::FormatDay(last)}));
  std::map<std::string, int> counts;
  for (int row = 0; row < rows.size(); ++row) {
    counts[std::string(rows.Text(row, 0))] = static_cast<int>(rows.Integer(row, 1));
  }
  return counts;
}

absl::StatusOr<std::vector<Producer>> ProducersOn(database::Transaction& transaction, const std::string& province,
                                                  const Area& area, clock::Day day, const std::string& after,
                                                  int limit) {
  static const auto& statement = *new Statement{
      "producer.on_day", absl::StrCat("SELECT ", ProducerTable().select_list(), R"sql( FROM registry.producer AS t
     WHERE t.province_code = $1 AND t.producer_id > $5 AND t.delete_time IS NULL AND t.join_date <= $4::date
       AND (t.leave_date IS NULL OR t.leave_date >= $4::date) AND ($2::boolean OR t.locality_id = ANY ($3::text[]))
     ORDER BY t.producer_id LIMIT $6::integer)sql")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {province, area.everywhere ? "t" : "f", TextArray(area.localities),
                                                      clock::FormatDay(day), after, absl::StrCat(limit)}));
  return ProducerTable().ReadRows<Producer>(rows);
}

absl::StatusOr<Shelf> ShelfOf(database::Transaction& transaction, const std::string& province,
                              const std::vector<Producer>& producers, clock::Day day) {
  static const auto& products = *new Statement{
      "product.of_producers", absl::StrCat("SELECT ", ProductTable().select_list(), R"sql( FROM registry.product AS t
     WHERE t.province_code = $1 AND t.producer_id = ANY ($2::text[]) AND t.delete_time IS NULL
       AND t.state <> 'STATE_WITHDRAWN' AND (t.entry_date IS NULL OR t.entry_date <= $3::date)
     ORDER BY t.product_id)sql")};
  static const auto& papers = *new Statement{
      "compliance_paper.of_producers",
      absl::StrCat("SELECT ", CompliancePaperTable().select_list(), R"sql( FROM registry.compliance_paper AS t
     WHERE t.province_code = $1 AND t.producer_id = ANY ($2::text[]) ORDER BY t.compliance_paper_id)sql")};
  std::vector<std::string> ids;
  for (const Producer& producer : producers) ids.push_back(LastId(producer.name()));
  Shelf shelf;
  OCOP_ASSIGN_OR_RETURN(const Rows product_rows,
                        transaction.Query(products, {province, TextArray(ids), clock::FormatDay(day)}));
  for (int row = 0; row < product_rows.size(); ++row) {
    OCOP_ASSIGN_OR_RETURN(Product product, ProductTable().ReadRow<Product>(product_rows, row));
    shelf.products[product.producer()].push_back(std::move(product));
  }
  OCOP_ASSIGN_OR_RETURN(const Rows paper_rows, transaction.Query(papers, {province, TextArray(ids)}));
  for (int row = 0; row < paper_rows.size(); ++row) {
    OCOP_ASSIGN_OR_RETURN(CompliancePaper paper, CompliancePaperTable().ReadRow<CompliancePaper>(paper_rows, row));
    shelf.papers[paper.producer()].push_back(std::move(paper));
  }
  return shelf;
}

}  // namespace ocop::registry
