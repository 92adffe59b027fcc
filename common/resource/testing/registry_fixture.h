// The registry, a real service over a real database, as the ground on which the standard methods are tested.
#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/metrics/metrics.h"
#include "common/rpc/client.h"
#include "common/service/service.h"
#include "common/status/status.h"
#include "common/status/testing/matchers.h"
#include "common/testing/test_database.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::resource {

using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): the messages under test
using ocop::journal::v1::JournalEntry;
using ocop::journal::v1::ListEntriesRequest;
using ocop::journal::v1::ListEntriesResponse;
using status::IsInvalidField;
using status::IsRefusal;

// One service for a suite; a province of its own for each test.
class RegistryTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  RegistryTest();

  static const ocop::testing::TestDatabase& database();
  static const rpc::Client& client();

  // `method`: `ProductService/GetProduct`.
  template <class Response, class Request>
  absl::StatusOr<Response> Call(const std::string& method, const Request& request) const {
    return client().Call<Response>("/ocop.registry.v1." + method, request);
  }

  template <class Message>
  static Message Parse(const std::string& text) {
    Message message;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
    return message;
  }

  const std::string& province() const { return province_; }
  // `Name("products", "a")`: a name in this test's province.
  std::string Name(const std::string& collection, const std::string& id) const {
    return province_ + "/" + collection + "/" + id;
  }

  // A province, a commune "c1" and a producer "p1" in it.
  void MakeGround() const;
  absl::StatusOr<Producer> MakeProducer(const std::string& id) const;

  // A valid request for a product of "p1"; `fields` is merged into the product.
  CreateProductRequest NewProduct(const std::string& id, const std::string& fields = "") const;
  absl::StatusOr<Product> MakeProduct(const std::string& id, const std::string& fields = "") const;
  absl::StatusOr<Product> GetProduct(const std::string& id) const;
  absl::StatusOr<Product> UpdateProduct(const UpdateProductRequest& request) const;
  // An update of the product `id`; `text` is the request but for the name.
  UpdateProductRequest ProductUpdate(const std::string& id, const std::string& text) const;

  // The journal of one resource, and how many entries this test's province has.
  std::vector<JournalEntry> JournalOf(const std::string& name) const;
  int JournalCount() const;

 private:
  std::string province_;
};

}  // namespace ocop::resource
