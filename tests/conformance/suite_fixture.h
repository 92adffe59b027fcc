// The running suite for tests that send it what no caller should, and what must still be true afterwards.
#pragma once

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/conformance/methods.h"
#include "tests/support/suite.h"

namespace ocop::conformance {

// One suite for all tests of a process; it holds a province of three localities.
class SuiteTest : public ::testing::Test {
 protected:
  // One of the ways to a method.
  struct Door {
    std::string name;
    const rpc::Client* client;
  };

  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;
  // Whatever the test did, all five processes serve and nothing was written.
  void TearDown() override;

  // Options of a call by somebody who may do everything: what is tried here is never refused for who calls.
  static rpc::CallOptions Within(absl::Duration timeout);

  static testing::Suite& suite();
  // The method's own service (any of them for the journal), and the gateway if it passes the method on.
  static std::vector<Door> DoorsTo(const MethodDescriptor& method);
  // Calls with the bytes as they are. A stream that goes on is left after a moment, which counts as OK; one that the
  // contract objects to is waited for, since a refusal may take its time.
  static absl::Status Send(const Door& door, const MethodDescriptor& method, const std::string& bytes);

  static bool Serves(const rpc::Client& server);
  // Rows of all tables, the journals among them.
  static std::string RowCount();

 private:
  std::string rows_;
};

}  // namespace ocop::conformance
