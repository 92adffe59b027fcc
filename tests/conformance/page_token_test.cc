// Page tokens that were not given for the query they are sent with.
#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "tests/conformance/samples.h"
#include "tests/conformance/suite_fixture.h"

namespace ocop::conformance {
namespace {

using ocop::journal::v1::ListEntriesRequest;
using ocop::journal::v1::ListEntriesResponse;
using ocop::registry::v1::ListLocalitiesRequest;
using ocop::registry::v1::ListLocalitiesResponse;

class PageTokenTest : public SuiteTest {
 protected:
  static absl::StatusOr<ListLocalitiesResponse> List(const ListLocalitiesRequest& request) {
    return suite().gateway().Call<ListLocalitiesResponse>("/ocop.registry.v1.LocalityService/ListLocalities", request);
  }
  static absl::StatusOr<ListEntriesResponse> Entries(const ListEntriesRequest& request) {
    return suite()
        .services()
        .client("registry")
        .Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request);
  }

  // Three localities, one a page.
  static ListLocalitiesRequest FirstPage() {
    ListLocalitiesRequest request;
    request.set_parent("provinces/82");
    request.set_page_size(1);
    return request;
  }
  static std::string Token() {
    const auto page = List(FirstPage());
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? page->next_page_token() : "";
  }

  static void ExpectRefused(const absl::Status& answer, const std::string& what) {
    EXPECT_EQ(answer.code(), absl::StatusCode::kInvalidArgument) << what << ": " << answer;
    EXPECT_EQ(status::ReasonOf(answer), "INVALID_PAGE_TOKEN") << what << ": " << answer;
  }
};

TEST_F(PageTokenTest, IsForItsQueryAlone) {
  ListLocalitiesRequest request = FirstPage();
  request.set_page_token(Token());
  ASSERT_TRUE(List(request).ok());
  const auto expect_refused = [&request](auto change) {
    ListLocalitiesRequest other = request;
    change(other);
    ExpectRefused(List(other).status(), other.ShortDebugString());
  };
  expect_refused([](ListLocalitiesRequest& other) { other.set_parent("provinces/83"); });
  expect_refused([](ListLocalitiesRequest& other) { other.set_filter("kind = KIND_COMMUNE"); });
  expect_refused([](ListLocalitiesRequest& other) { other.set_order_by("code"); });
  request.set_page_size(2);
  EXPECT_TRUE(List(request).ok()) << "the size of pages may change";
}

TEST_F(PageTokenTest, IsForItsMethodAlone) {
  const std::string token = Token();
  for (const auto* method : AllMethods()) {
    const auto* field = method->input_type()->FindFieldByName("page_token");
    if (field == nullptr || method->name() == "ListLocalities") continue;
    const auto request = Sample(*method);
    // What the gateway is asked about must be there for it to come as far as the token.
    for (const Field& name : FieldsOf(*method)) {
      if (name.path == "indicator") SetText(name, "provinces/82/indicators/t1", *request);
      if (name.path == "locality") SetText(name, "provinces/82/localities/82", *request);
    }
    request->GetReflection()->SetString(request.get(), field, token);
    for (const Door& door : DoorsTo(*method)) {
      ExpectRefused(Send(door, *method, request->SerializeAsString()), method->full_name() + " of " + door.name);
    }
  }
}

TEST_F(PageTokenTest, IsRefusedWithAnyPartDamaged) {
  const std::string token = Token();
  ListLocalitiesRequest request = FirstPage();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    request.set_page_token(damaged);
    ExpectRefused(List(request).status(), damaged);
    request.set_page_token(token.substr(0, i));
    if (i > 0) ExpectRefused(List(request).status(), request.page_token());
  }
}

// Tokens are not signed: a caller can make one that is right in every byte.
TEST_F(PageTokenTest, IsRefusedWhenItIsForgedWithAKeyOfAnotherShape) {
  ListLocalitiesRequest request = FirstPage();
  request.set_order_by("create_time");
  const uint64_t query = pagination::Fingerprint({"registry.locality", "provinces/82", "", "create_time", ""});
  for (const std::vector<std::string>& key :
       {std::vector<std::string>{}, {"2024-01-01 00:00:00+00"}, {"2024-01-01 00:00:00+00", "a", "b"}}) {
    request.set_page_token(pagination::Encode(query, key));
    ExpectRefused(List(request).status(), absl::StrCat(key.size(), " parts"));
  }
  request.set_page_token(pagination::Encode(query, {"no time", "a"}));
  EXPECT_EQ(List(request).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(PageTokenTest, OfTheJournalIsRefusedWhenForged) {
  ListEntriesRequest request;
  const uint64_t query = pagination::Fingerprint({"journal", ""});
  for (const std::vector<std::string>& key :
       {std::vector<std::string>{}, {""}, {"no position"}, {std::string(32, 'x')}, {std::string(32, '0'), ""}}) {
    request.set_page_token(pagination::Encode(query, key));
    ExpectRefused(Entries(request).status(), absl::StrCat(key.size(), " parts"));
  }
  request.set_page_token(pagination::Encode(query, {std::string(32, 'f')}));
  EXPECT_TRUE(Entries(request).ok()) << "a place behind everything";
}

}  // namespace
}  // namespace ocop::conformance
