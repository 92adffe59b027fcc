#include "services/evaluation/store/blobs.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::evaluation {

using database::Rows;
using database::Statement;

absl::Status PutPart(database::Transaction& transaction, const std::string& key, int64_t offset,
                     std::string_view bytes) {
  static const Statement& statement = *new Statement{
      "blob.put", "INSERT INTO evaluation.blob_part (key, \"offset\", data) VALUES ($1, $2::bigint, $3::bytea)"};
  return transaction.Write(statement, {key, absl::StrCat(offset), database::ByteaLiteral(bytes)}).status();
}

absl::StatusOr<std::string> GetPart(database::Transaction& transaction, const std::string& key, int64_t offset) {
  static const Statement& statement = *new Statement{
      "blob.get",
      "SELECT substr(data, ($2::bigint - \"offset\" + 1)::integer) FROM (SELECT \"offset\", data FROM "
      "evaluation.blob_part WHERE key = $1 AND \"offset\" <= $2::bigint ORDER BY \"offset\" DESC LIMIT 1) AS part"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {key, absl::StrCat(offset)}));
  return rows.empty() ? "" : database::ParseBytea(rows.Text(0, 0));
}

absl::Status DeleteBlob(database::Transaction& transaction, const std::string& key) {
  static const Statement& statement = *new Statement{"blob.delete", "DELETE FROM evaluation.blob_part WHERE key = $1"};
  return transaction.Write(statement, {key}).status();
}

}  // namespace ocop::evaluation
