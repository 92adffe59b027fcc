// What an entry holds, and ListEntries.
#include <gmock/gmock.h>

#include "common/journal/append.h"
#include "common/journal/testing/feed.h"
#include "common/status/status.h"
#include "google/protobuf/wrappers.pb.h"

namespace ocop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

using EntriesTest = FeedTest;

TEST_F(EntriesTest, AppendEntersWhoAndWhy) {
  database::Session session(database().url(), "writer");
  google::protobuf::Int32Value thing;
  thing.set_value(7);
  const absl::Status written = session.Run(database::Isolation::kReadWrite, [&](database::Transaction& transaction) {
    for (const char* name : {"a", "b"}) {
      Append(transaction, "feed", {"officer", "slip-1"}, JournalEntry::ACTION_CREATE, name, thing);
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(written.ok()) << written;
  Feed feed(database());
  const auto list =
      feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", ListEntriesRequest());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_THAT(list->entries(), SizeIs(2));
  const JournalEntry& entry = list->entries(0);
  EXPECT_EQ(entry.resource_name(), "a");
  EXPECT_EQ(entry.actor(), "officer");
  EXPECT_EQ(entry.request_id(), "slip-1");
  EXPECT_EQ(entry.action(), JournalEntry::ACTION_CREATE);
  EXPECT_TRUE(entry.has_at());
  google::protobuf::Int32Value entered;
  ASSERT_TRUE(entry.resource().UnpackTo(&entered));
  EXPECT_EQ(entered.value(), 7);
}

TEST_F(EntriesTest, EntriesAreListedInPagesAndByResource) {
  for (int i = 1; i <= 5; ++i) Commit(i % 2 == 0 ? "even" : "odd", i);
  Feed feed(database());
  const auto list = [&feed](const ListEntriesRequest& request) {
    return feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request);
  };
  ListEntriesRequest request;
  request.set_page_size(2);
  std::vector<std::string> names, positions;
  do {
    const auto page = list(request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const JournalEntry& entry : page->entries()) {
      names.push_back(entry.resource_name());
      positions.push_back(entry.position());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("odd", "even", "odd", "even", "odd"));
  EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));

  request.set_resource_name("even");
  const auto even = list(request);
  ASSERT_TRUE(even.ok()) << even.status();
  EXPECT_THAT(even->entries(), SizeIs(2));
  request.set_page_size(1);
  const std::string token = list(request)->next_page_token();
  request.set_page_token(token);
  EXPECT_THAT(list(request)->entries(), SizeIs(1));
  request.set_resource_name("odd");
  EXPECT_EQ(status::ReasonOf(list(request).status()), "INVALID_PAGE_TOKEN");
}

}  // namespace
}  // namespace ocop::journal
