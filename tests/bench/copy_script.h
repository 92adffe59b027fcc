// Writes a psql script that loads resources by COPY, as rows and journal entries of the form in which the services
// write them: loading is not what is measured, so it need not take their way.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "common/resource/table.h"

namespace ocop::bench {

// The resources of one table. Their create_time, update_time and etag are completed here.
class CopyScript {
 public:
  // `schema`: whose journal gets the entries.
  CopyScript(const resource::Table& table, std::string schema);

  void Add(google::protobuf::Message& resource);
  // `COPY … FROM stdin` for the rows, then for the journal.
  void Print(std::ostream& out) const;

 private:
  const resource::Table& table_;
  const std::string schema_;
  std::vector<const google::protobuf::FieldDescriptor*> searchable_;
  std::string rows_;
  std::string entries_;
};

}  // namespace ocop::bench
