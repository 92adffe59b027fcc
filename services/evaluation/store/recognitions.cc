#include "services/evaluation/store/recognitions.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/evaluation/store/tables.h"
#include "services/names.h"

namespace ocop::evaluation {
namespace {

using database::Parameters;
using database::Rows;
using database::Statement;
using v1::Recognition;

// Dossiers that are under way, as a condition over `d`.
constexpr char kPending[] =
    "EXISTS (SELECT FROM evaluation.dossier AS d WHERE d.province_code = t.province_code AND "
    "d.previous_recognition_id = t.recognition_id AND d.kind = 'DOSSIER_KIND_RE_EVALUATION' AND d.state NOT IN "
    "('STATE_DRAFT', 'STATE_DECIDED', 'STATE_REJECTED', 'STATE_WITHDRAWN'))";

std::string SelectFrom(const char* rest) {
  return absl::StrCat("SELECT ", RecognitionTable().select_list(), " FROM evaluation.recognition AS t ", rest);
}

absl::StatusOr<std::optional<Recognition>> First(database::Transaction& transaction, const Statement& statement,
                                                 const Parameters& parameters) {
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, parameters));
  if (rows.empty()) return std::nullopt;
  return RecognitionTable().ReadRow<Recognition>(rows, 0);
}

// The counter's row is what those who give, take or release serials wait for: what they then look at holds. It stays
// where it is.
absl::Status WaitForSerials(database::Transaction& transaction, const std::string& province,
                            const std::string& series) {
  static const Statement& statement =
      *new Statement{"serial.wait",
                     "INSERT INTO evaluation.serial AS s (province_code, series, last) VALUES ($1, $2, 0) "
                     "ON CONFLICT (province_code, series) DO UPDATE SET last = s.last"};
  return transaction.Write(statement, {province, series}).status();
}

// `key`: province, series, serial and product. False when the serial is another product's or the product has another.
absl::StatusOr<bool> GiveSerial(database::Transaction& transaction, const Parameters& key) {
  static const Statement& statement = *new Statement{
      "serial.give",
      "INSERT INTO evaluation.product_serial (province_code, series, serial, product) VALUES ($1, $2, $3::bigint, $4) "
      "ON CONFLICT DO NOTHING RETURNING serial"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Write(statement, key));
  return !rows.empty();
}

}  // namespace

absl::StatusOr<int64_t> NextSerial(database::Transaction& transaction, const std::string& province,
                                   const std::string& series) {
  static const Statement& statement =
      *new Statement{"serial.next",
                     "INSERT INTO evaluation.serial AS s (province_code, series, last) VALUES ($1, $2, 1) "
                     "ON CONFLICT (province_code, series) DO UPDATE SET last = s.last + 1 RETURNING last"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Write(statement, {province, series}));
  return rows.Integer(0, 0);
}

absl::StatusOr<int64_t> SerialOfProduct(database::Transaction& transaction, const std::string& province,
                                        const std::string& series, const std::string& product) {
  static const Statement& find = *new Statement{
      "serial.of_product",
      "SELECT serial FROM evaluation.product_serial WHERE province_code = $1 AND series = $2 AND product = $3"};
  OCOP_RETURN_IF_ERROR(WaitForSerials(transaction, province, series));
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(find, {province, series, product}));
  if (!rows.empty()) return rows.Integer(0, 0);
  // A serial that was entered is passed over.
  while (true) {
    OCOP_ASSIGN_OR_RETURN(const int64_t serial, NextSerial(transaction, province, series));
    OCOP_ASSIGN_OR_RETURN(const bool given, GiveSerial(transaction, {province, series, absl::StrCat(serial), product}));
    if (given) return serial;
  }
}

absl::StatusOr<bool> TakeSerial(database::Transaction& transaction, const std::string& province,
                                const std::string& series, int64_t serial, const std::string& product) {
  static const Statement& holds = *new Statement{
      "serial.holds",
      "SELECT 1 FROM evaluation.product_serial WHERE province_code = $1 AND series = $2 AND serial = $3::bigint AND "
      "product = $4"};
  const Parameters key = {province, series, absl::StrCat(serial), product};
  // The counter does not follow: a code that was mistyped would put it far ahead for good.
  OCOP_RETURN_IF_ERROR(WaitForSerials(transaction, province, series));
  OCOP_RETURN_IF_ERROR(GiveSerial(transaction, key).status());
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(holds, key));
  return !rows.empty();
}

absl::Status ReleaseSerial(database::Transaction& transaction, const std::string& series, int64_t serial,
                           const Recognition& recognition) {
  // The year is the last part of a code; the serial is the same in every year.
  static const Statement& statement = *new Statement{
      "serial.release",
      "DELETE FROM evaluation.product_serial AS s WHERE province_code = $1 AND series = $2 AND serial = $3::bigint AND "
      "product = $4 AND NOT EXISTS (SELECT FROM evaluation.recognition AS r WHERE r.province_code = s.province_code "
      "AND r.product = s.product AND r.product_code LIKE s.series || '-' || s.serial || '-____' "
      "AND r.recognition_id <> $5)"};
  OCOP_RETURN_IF_ERROR(WaitForSerials(transaction, ProvinceCode(recognition.name()), series));
  return transaction
      .Write(statement, {ProvinceCode(recognition.name()), series, absl::StrCat(serial), recognition.product(),
                         LastId(recognition.name())})
      .status();
}

absl::Status LockDecisions(database::Transaction& transaction, const std::string& product) {
  static const Statement& statement =
      *new Statement{"recognition.lock", "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"};
  return transaction.Write(statement, {product}).status();
}

absl::StatusOr<std::optional<Recognition>> LatestDecision(database::Transaction& transaction,
                                                          const std::string& province, const std::string& product,
                                                          clock::Day as_of) {
  static const Statement& statement = *new Statement{
      "recognition.latest_decision", SelectFrom("WHERE province_code = $1 AND product = $2 AND decision_date <= "
                                                "$3::date ORDER BY decision_date DESC LIMIT 1")};
  return First(transaction, statement, {province, product, clock::FormatDay(as_of)});
}

absl::StatusOr<std::optional<Recognition>> LatestOfCode(database::Transaction& transaction,
                                                        const std::string& product_code) {
  static const Statement& statement =
      *new Statement{"recognition.latest_of_code", SelectFrom("WHERE product_code = $1 AND product_code <> '' "
                                                              "ORDER BY decision_date DESC LIMIT 1")};
  return First(transaction, statement, {product_code});
}

absl::StatusOr<std::optional<Recognition>> OfCertificate(database::Transaction& transaction,
                                                         const std::string& certificate_number) {
  static const Statement& statement = *new Statement{
      "recognition.of_certificate",
      SelectFrom("WHERE certificate_number = $1 AND certificate_number <> '' ORDER BY decision_date DESC LIMIT 1")};
  return First(transaction, statement, {certificate_number});
}

absl::StatusOr<std::optional<Recognition>> OfDecision(database::Transaction& transaction, const std::string& province,
                                                      const std::string& product, clock::Day decided) {
  static const Statement& statement = *new Statement{
      "recognition.of_decision", SelectFrom("WHERE province_code = $1 AND product = $2 AND decision_date = $3::date")};
  return First(transaction, statement, {province, product, clock::FormatDay(decided)});
}

absl::StatusOr<bool> IsCertificateTaken(database::Transaction& transaction, const std::string& province,
                                        const std::string& certificate_number) {
  static const Statement& statement =
      *new Statement{"recognition.certificate_taken",
                     "SELECT 1 FROM evaluation.recognition WHERE province_code = $1 AND certificate_number = $2 AND "
                     "certificate_number <> ''"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, certificate_number}));
  return !rows.empty();
}

absl::StatusOr<std::vector<Expiring>> ExpiringRecognitions(database::Transaction& transaction,
                                                           const std::string& province, clock::Day as_of,
                                                           clock::Day until, const std::string& after_day,
                                                           const std::string& after_id, int limit) {
  static const Statement& statement = *new Statement{
      "recognition.expiring",
      absl::StrCat("SELECT ", RecognitionTable().select_list(), ", ", kPending,
                   " FROM evaluation.recognition AS t WHERE province_code = $1 AND decision_date <= $2::date AND "
                   "expire_date >= $2::date AND expire_date <= $3::date AND (revoke_date IS NULL OR revoke_date > "
                   "$2::date) AND (expire_date, recognition_id) > ($4::date, $5) AND NOT EXISTS (SELECT FROM "
                   "evaluation.recognition AS later WHERE later.province_code = t.province_code AND later.product = "
                   "t.product AND later.decision_date > t.decision_date AND later.decision_date <= $2::date) "
                   "ORDER BY expire_date, recognition_id LIMIT $6::integer")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {province, clock::FormatDay(as_of), clock::FormatDay(until),
                                                      after_day, after_id, absl::StrCat(limit)}));
  std::vector<Expiring> expiring;
  for (int row = 0; row < rows.size(); ++row) {
    OCOP_ASSIGN_OR_RETURN(Recognition recognition, RecognitionTable().ReadRow<Recognition>(rows, row));
    expiring.push_back({std::move(recognition), rows.Boolean(row, RecognitionTable().select_count())});
  }
  return expiring;
}

absl::StatusOr<bool> HasPendingDossier(database::Transaction& transaction, const std::string& province,
                                       const std::string& recognition_id) {
  static const Statement& statement = *new Statement{
      "recognition.pending", absl::StrCat("SELECT 1 FROM evaluation.recognition AS t WHERE province_code = $1 AND "
                                          "recognition_id = $2 AND ",
                                          kPending)};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, recognition_id}));
  return !rows.empty();
}

}  // namespace ocop::evaluation
