// The standard method List: one page of resources of a parent, filtered (AIP-160) and ordered (AIP-132).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "common/resource/table.h"

namespace ocop::resource {

// How fields of a resource that may be written in several forms become the one that is stored, by the fields' names: in
// what is sent, before it is looked at, and in filters that compare them by `=`.
using NormalForms = std::map<std::string, std::function<std::string(const std::string&)>>;

struct ListQuery {
  std::string parent;
  int32_t page_size = 0;
  std::string page_token;
  std::string filter;
  std::string order_by;
  bool show_deleted = false;
  NormalForms normal_forms = {};
};

// The statement of a page, as it is sent.
struct ListStatement {
  std::string sql;
  database::Parameters parameters;
  int page_size;
  // How many values the order has, behind the columns of the resource; a page token holds those of the last row.
  int order_count;
  // Of the question without its page; a token is of one question.
  uint64_t fingerprint;
};

// Refuses what the question has wrong: INVALID_FILTER, INVALID_ORDER_BY, INVALID_PAGE_TOKEN, a parent of another form.
absl::StatusOr<ListStatement> WriteList(const Table& table, const ListQuery& query);

struct Page {
  std::vector<MessagePtr> resources;
  std::string next_page_token;
};

// A page begins after the last row of the one before (keyset), so that it costs the same wherever it lies and rows that
// come or go meanwhile shift nothing.
absl::StatusOr<Page> List(database::Transaction& transaction, const Table& table, const ListQuery& query);

}  // namespace ocop::resource
