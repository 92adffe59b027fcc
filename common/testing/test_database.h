// A database of its own for a test, on the private server that tests/run starts.
#pragma once

#include <string>

namespace ocop::testing {

// Made empty (with the extensions the suite needs) and dropped again.
class TestDatabase {
 public:
  TestDatabase();
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // As the owner of everything in it.
  const std::string& url() const { return url_; }
  const std::string& name() const { return name_; }

  // Runs statements as the owner, for setting a scene or looking behind one. Aborts on an error.
  void Execute(const std::string& sql) const;

  // The first column of the first row.
  std::string Value(const std::string& sql) const;

  // Returns once a client of this database waits for a lock. After half a minute without one the test has failed.
  void AwaitLockWaiter() const;

 private:
  std::string name_;
  std::string url_;
};

}  // namespace ocop::testing
