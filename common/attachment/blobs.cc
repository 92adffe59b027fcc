#include "common/attachment/blobs.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::attachment {

Blobs::Blobs(const std::string& schema)
    : put_{"blob.put", absl::StrCat("INSERT INTO ", schema,
                                    ".blob_part (key, \"offset\", data) VALUES ($1, $2::bigint, $3::bytea)")},
      get_{
          "blob.get",
          absl::StrCat(
              "SELECT substr(data, ($2::bigint - \"offset\" + 1)::integer) FROM (SELECT \"offset\", data FROM ", schema,
              ".blob_part WHERE key = $1 AND \"offset\" <= $2::bigint ORDER BY \"offset\" DESC LIMIT 1) "
              "AS part")},
      delete_{"blob.delete", absl::StrCat("DELETE FROM ", schema, ".blob_part WHERE key = $1")} {}

absl::Status Blobs::Put(database::Transaction& transaction, const std::string& key, int64_t offset,
                        std::string_view bytes) const {
  return transaction.Write(put_, {key, absl::StrCat(offset), database::ByteaLiteral(bytes)}).status();
}

absl::StatusOr<std::string> Blobs::Get(database::Transaction& transaction, const std::string& key,
                                       int64_t offset) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(get_, {key, absl::StrCat(offset)}));
  return rows.empty() ? "" : database::ParseBytea(rows.Text(0, 0));
}

absl::Status Blobs::Delete(database::Transaction& transaction, const std::string& key) const {
  return transaction.Write(delete_, {key}).status();
}

}  // namespace ocop::attachment
