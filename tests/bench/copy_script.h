// Writes a psql script that loads resources by COPY, as rows and journal entries of the form in which the services
// write them: loading is not what is measured, so it need not take their way.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "common/resource/table.h"

namespace ocop::bench {

// 2024-01-01.
inline constexpr clock::Day kDayMade = 19723;

// The resources of one table. Their create_time, update_time and etag are completed here.
class CopyScript {
 public:
  // `schema`: whose journal gets the entries; without `journal` there are rows alone, which is all that a snapshot
  // reads.
  CopyScript(const resource::Table& table, std::string schema, bool journal = true);

  // Made on `made` at midnight UTC, and written again `updates` times, each a day later, with nothing else changed.
  void Add(google::protobuf::Message& resource, clock::Day made = kDayMade, int updates = 0);
  // `COPY … FROM stdin` for the rows, then for the journal, of what was added since the last time.
  void Print(std::ostream& out);

  int64_t rows() const { return row_count_; }
  int64_t entries() const { return entry_count_; }

 private:
  void AddEntry(const google::protobuf::Message& resource, const std::string& name, const char* action,
                clock::Day made);

  const resource::Table& table_;
  const std::string schema_;
  const bool journal_;
  std::vector<const google::protobuf::FieldDescriptor*> searchable_;
  std::string rows_;
  std::string entries_;
  int64_t row_count_ = 0;
  int64_t entry_count_ = 0;
};

}  // namespace ocop::bench
