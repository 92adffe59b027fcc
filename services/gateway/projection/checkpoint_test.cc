#include "services/gateway/projection/checkpoint.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <typeinfo>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/record_fields.h"
#include "services/gateway/projection/testing/random_history.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders

// Stands for a value of any type.
struct Anything {
  template <typename T>
  operator T() const;  // NOLINT(google-explicit-constructor): it is the point
};

// As many values as can be given to a record in braces.
template <typename Record, typename... Given>
constexpr size_t FieldCount() {
  if constexpr (requires { Record{Given()..., Anything()}; }) {
    return FieldCount<Record, Given..., Anything>();
  } else {
    return sizeof...(Given);
  }
}

class CheckpointTest : public ::testing::Test {
 protected:
  CheckpointTest() : path_(::testing::TempDir() + "/checkpoint") { std::filesystem::remove(path_); }

  void Load(Projection& projection, const std::vector<journal::v1::JournalEntry>& entries) {
    // The end of a service's snapshot drops what came before its beginning.
    for (Service service : kAllServices) projection.BeginSnapshot(service);
    journal::v1::WatchResponse all;
    for (const auto& entry : entries) *all.add_entries() = entry;
    ASSERT_TRUE(projection.Apply(Service::kRegistry, all).ok());
    for (Service service : kAllServices) {
      journal::v1::WatchResponse end;
      end.set_synced(true);
      end.set_resume_token("token of " + NameOf(service));
      if (service != Service::kTraining) end.mutable_read_time()->set_seconds(1'700'000'000);
      ASSERT_TRUE(projection.Apply(service, end).ok());
    }
    while (projection.RecountSome()) {
    }
  }
  // Every value of every place on many days.
  static std::string AllValues(const Projection& projection) {
    const auto reading = projection.Read("provinces/82", absl::Now());
    const Figures& figures = reading.figures();
    const auto& localities = figures.world().localities;
    std::vector<std::string> all;
    for (uint32_t row = 0; row < localities.size(); ++row) {
      if (!localities.Has({row})) continue;
      for (size_t place : figures.definitions().Places()) {
        for (clock::Day day : RandomHistory::Days()) {
          const Sums sums = figures.Value(place, {row}, day);
          if (sums == Sums()) continue;
          all.push_back(absl::StrCat(localities.NameOf({row}), " ", status::View(figures.definitions()[place].id()),
                                     " ", day, " ", sums.numerator, "/", sums.denominator, " ", sums.shortfall));
        }
      }
    }
    std::sort(all.begin(), all.end());
    std::string text;
    for (const std::string& line : all) absl::StrAppend(&text, line, "\n");
    return text;
  }
  std::string Content() const {
    std::ifstream file(path_, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void Replace(const std::string& content) const { std::ofstream(path_, std::ios::binary) << content; }

  const std::string path_;
};

TEST(RecordFieldsTest, NoFieldIsForgotten) {
  World world;
  VisitTables(world, []<typename Record>(Table<Record>&) {
    Record record;
    size_t told = 0;
    VisitFields(record, [&](auto&) { ++told; });
    EXPECT_EQ(told, FieldCount<Record>()) << typeid(Record).name();
  });
}

TEST_F(CheckpointTest, AGatewayGoesOnFromItAsIfItHadReadAll) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    RandomHistory history(seed);
    std::vector<journal::v1::JournalEntry> first, second;
    for (int i = 0; i < 400; ++i) first.push_back(history.Next());
    for (int i = 0; i < 200; ++i) second.push_back(history.Next());
    Projection whole(*Definitions::BuiltIn());
    Load(whole, first);
    ASSERT_EQ(WriteCheckpoint(whole, path_), absl::OkStatus());

    Projection restored(*Definitions::BuiltIn());
    ASSERT_EQ(ReadCheckpoint(path_, restored), absl::OkStatus());
    EXPECT_TRUE(restored.Ready());
    EXPECT_EQ(restored.PositionOf(Service::kTraining), "token of training");
    ASSERT_EQ(AllValues(restored), AllValues(whole)) << "seed " << seed;
    for (const char* of_another_service : {" t1 ", " e1 ", " s5 "}) {
      EXPECT_TRUE(absl::StrContains(AllValues(whole), of_another_service)) << of_another_service;
    }

    journal::v1::WatchResponse changes;
    for (const auto& entry : second) *changes.add_entries() = entry;
    changes.set_resume_token("later");
    for (Projection* each : {&whole, &restored}) {
      ASSERT_TRUE(each->Apply(Service::kRegistry, changes).ok());
      while (each->RecountSome()) {
      }
    }
    ASSERT_EQ(AllValues(restored), AllValues(whole)) << "seed " << seed;
  }
}

// With the service down, its figures are of that time.
TEST_F(CheckpointTest, ItTellsOfWhenEachServiceWasLastRead) {
  Projection whole(*Definitions::BuiltIn());
  Load(whole, {});
  ASSERT_EQ(WriteCheckpoint(whole, path_), absl::OkStatus());
  Projection restored(*Definitions::BuiltIn());
  ASSERT_EQ(ReadCheckpoint(path_, restored), absl::OkStatus());
  restored.SetDown(Service::kEvaluation);
  const auto reading = restored.Read("provinces/82", absl::Now());
  const auto& evaluation = reading.sources()[static_cast<size_t>(Service::kEvaluation)];
  EXPECT_EQ(evaluation.state(), indicators::v1::Source::STATE_DOWN);
  EXPECT_EQ(evaluation.read_time().seconds(), 1'700'000'000);
  EXPECT_FALSE(reading.sources()[static_cast<size_t>(Service::kTraining)].has_read_time()) << "never told";
}

TEST_F(CheckpointTest, WrittenWhileAProvinceIsCountedAnewItLacksNothing) {
  RandomHistory history(1);
  std::vector<journal::v1::JournalEntry> entries;
  for (int i = 0; i < 400; ++i) entries.push_back(history.Next());
  Projection whole(*Definitions::BuiltIn());
  Load(whole, entries);
  journal::v1::WatchResponse change;
  *change.add_entries() = Put(MakeIndicator("posts", "UNIT_OFFICER", "MEASURE_COUNT", "", "in_post = true"));
  change.set_resume_token("later");
  ASSERT_TRUE(whole.Apply(Service::kRegistry, change).ok());
  ASSERT_TRUE(whole.Read("provinces/82", absl::Now()).figures().recounting());
  ASSERT_EQ(WriteCheckpoint(whole, path_), absl::OkStatus());

  Projection restored(*Definitions::BuiltIn());
  ASSERT_EQ(ReadCheckpoint(path_, restored), absl::OkStatus());
  for (Projection* each : {&whole, &restored}) {
    while (each->RecountSome()) {
    }
  }
  EXPECT_TRUE(absl::StrContains(AllValues(whole), " posts "));
  EXPECT_TRUE(AllValues(restored) == AllValues(whole));
}

TEST_F(CheckpointTest, BeforeEveryServiceHasBeenReadThereIsNone) {
  Projection projection(*Definitions::BuiltIn());
  EXPECT_EQ(WriteCheckpoint(projection, path_).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReadCheckpoint(path_, projection).code(), absl::StatusCode::kNotFound);
}

// A state that lacks an entry would hide it from whoever starts with it.
TEST_F(CheckpointTest, WhileAnEntryIsLeftOutThereIsNone) {
  Projection projection(*Definitions::BuiltIn());
  Load(projection, {});
  journal::v1::WatchResponse change;
  *change.add_entries() = Put(MakeLocality("c", registry::v1::Locality::KIND_COMMUNE));
  change.mutable_entries(0)->mutable_resource()->set_value("\xff");
  change.set_resume_token("later");
  ASSERT_FALSE(projection.Apply(Service::kRegistry, change).ok());
  EXPECT_EQ(WriteCheckpoint(projection, path_).code(), absl::StatusCode::kFailedPrecondition);
  Load(projection, {});
  EXPECT_TRUE(WriteCheckpoint(projection, path_).ok()) << "read anew, and it can be read";
}

TEST_F(CheckpointTest, OneOfAnotherProgramIsLeftAside) {
  Projection whole(*Definitions::BuiltIn());
  Load(whole, {});
  ASSERT_TRUE(WriteCheckpoint(whole, path_).ok());
  std::string content = Content();
  const size_t digit = content.find('\n') - 1;
  content[digit] = content[digit] == '0' ? '1' : '0';
  Replace(content);
  Projection projection(*Definitions::BuiltIn());
  EXPECT_EQ(ReadCheckpoint(path_, projection).code(), absl::StatusCode::kDataLoss);
}

TEST_F(CheckpointTest, AnyDamageIsFound) {
  RandomHistory history(7);
  std::vector<journal::v1::JournalEntry> entries;
  for (int i = 0; i < 200; ++i) entries.push_back(history.Next());
  Projection whole(*Definitions::BuiltIn());
  Load(whole, entries);
  ASSERT_EQ(WriteCheckpoint(whole, path_), absl::OkStatus());
  const std::string content = Content();
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    std::string damaged = content;
    const size_t place = random() % damaged.size();
    if (i % 3 == 0) {
      damaged.resize(place);
    } else {
      damaged[place] = static_cast<char>(damaged[place] ^ (1 + static_cast<int>(random() % 255)));
    }
    Replace(damaged);
    Projection projection(*Definitions::BuiltIn());
    ASSERT_EQ(ReadCheckpoint(path_, projection).code(), absl::StatusCode::kDataLoss) << i;
    EXPECT_FALSE(projection.Ready());
    EXPECT_EQ(projection.PositionOf(Service::kRegistry), "");
  }
}

TEST_F(CheckpointTest, BytesThatAreNoStateAreRefusedWithoutAHashToo) {
  RandomHistory history(8);
  std::vector<journal::v1::JournalEntry> entries;
  for (int i = 0; i < 100; ++i) entries.push_back(history.Next());
  Projection whole(*Definitions::BuiltIn());
  Load(whole, entries);
  const std::string bytes = *whole.Save();
  std::mt19937 random(2);
  for (int i = 0; i < 500; ++i) {
    std::string damaged = bytes;
    for (size_t n = 1 + random() % 4; n > 0; --n) damaged[random() % damaged.size()] = static_cast<char>(random());
    if (i % 2 == 0) damaged.resize(random() % damaged.size());
    Projection projection(*Definitions::BuiltIn());
    const absl::Status status = projection.Restore(damaged);
    EXPECT_TRUE(status.ok() || absl::IsDataLoss(status)) << status;
  }
}

}  // namespace
}  // namespace ocop::gateway
