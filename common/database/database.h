// A service's database: the threads that read from it and the threads that write to it.
#pragma once

#include <string>

#include "common/database/asker.h"
#include "common/database/workers.h"
#include "common/database/write_group.h"

namespace ocop::database {

struct Options {
  // PostgreSQL URI or key=value string.
  std::string url;
  // Shown in pg_stat_activity.
  std::string application_name;
  int reader_threads = 2;
  int writer_threads = 2;
  // Reads that may wait; more are refused with RESOURCE_EXHAUSTED.
  size_t longest_read_queue = 10000;
};

class Database {
 public:
  explicit Database(const Options& options)
      : readers_(options.url, options.application_name, options.reader_threads, options.longest_read_queue),
        writes_(options.url, options.application_name, options.writer_threads) {}

  Workers& readers() { return readers_; }
  WriteGroup& writes() { return writes_; }

  // Runs a read on a reader thread and calls `done` there. Work that nobody waits for any more does not reach the
  // database.
  void Read(Isolation isolation, Asker asker, std::function<absl::Status(Transaction&)> body,
            std::function<void(absl::Status)> done);

 private:
  Workers readers_;
  WriteGroup writes_;
};

}  // namespace ocop::database
