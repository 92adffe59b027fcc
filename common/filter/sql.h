// The condition of a WHERE clause for a filter.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/filter/check.h"

namespace ocop::filter {

// The column of a field, as SQL: usually its name. It goes into the statement as it is.
using ColumnOf = std::function<std::string(const Field&)>;

// A text that is put together from columns, as a resource's name is from ids, equals a value when each of these does.
struct ColumnValue {
  std::string column;
  std::string value;
};
// What it takes for such a field to equal `text`: comparisons that an index over the columns answers, where the text
// put together has none. Empty when no row can hold it; nullopt for a field that is a column.
using PartsOf = std::function<std::optional<std::vector<ColumnValue>>(const Field&, const std::string& text)>;

// `text` holds placeholders $n, each with a cast, and no value; parameters[0] belongs to `first_parameter`.
struct SqlCondition {
  std::string text;
  std::vector<std::string> parameters;
};

// A condition that may follow WHERE or stand beside others joined by AND: for a row that the filter does not accept it
// is false or NULL, so the caller must not negate it. Comparisons are left bare to let PostgreSQL use an index.
//
// Columns: a list is an array of text, an enum the text of its name. A bare word is folded (common/text) and looked for
// in `search_column`, which holds folded text. The case of `:` follows the database's character type.
SqlCondition ToSql(const CheckedFilter& filter, const ColumnOf& column_of, int first_parameter,
                   std::string_view search_column, const PartsOf& parts_of = nullptr);

}  // namespace ocop::filter
