// The reference: whatever happens to the data, and to the processes, every figure that the gateway gives equals plain
// SQL over the tables of the four services (DESIGN section 5).
//
// OCOP_REFERENCE_SEEDS=50 runs the histories of the seeds 1 to 50 in place of a few; OCOP_REFERENCE_SEEDS=17-17 one.

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "tests/reference/comparison.h"
#include "tests/reference/history.h"
#include "tests/reference/indicators.h"
#include "tests/reference/map.h"
#include "tests/reference/oracle.h"
#include "tests/support/suite.h"

namespace ocop::reference {
namespace {

constexpr size_t kFewSeeds = 5;
constexpr int kDaysAsked = 24;

std::vector<uint32_t> Seeds() {
  uint32_t first = 1;
  uint32_t last = kFewSeeds;
  if (const char* asked = std::getenv("OCOP_REFERENCE_SEEDS")) {
    const std::vector<std::string> ends = absl::StrSplit(asked, '-');
    if (!absl::SimpleAtoi(ends.back(), &last)) std::abort();
    if (ends.size() == 2 && !absl::SimpleAtoi(ends.front(), &first)) std::abort();
  }
  std::vector<uint32_t> seeds;
  for (uint32_t seed = first; seed <= last; ++seed) seeds.push_back(seed);
  return seeds;
}

class ReferenceTest : public ::testing::TestWithParam<uint32_t> {
 protected:
  ReferenceTest() : history_(GetParam()), oracle_(suite_.services().database()) {}

  // That nothing equals nothing proves nothing: in all histories together each indicator must have counted something.
  static void TearDownTestSuite() {
    if (Seeds().size() < kFewSeeds) return;
    for (const Indicator& indicator : Indicators()) {
      EXPECT_TRUE(counted_.contains(indicator.id)) << indicator.id << " was 0 everywhere";
    }
  }

  void Enter(const Step& step) {
    const std::string path = step.Path();
    if (!suite_.services().IsRunning(suite_.services().NameOfPath(path))) return;
    const absl::Status status = Apply(step, suite_.services());
    ++entered_;
    if (status.ok()) return;
    ++refused_;
    switch (status.code()) {
      case absl::StatusCode::kAlreadyExists:
      case absl::StatusCode::kFailedPrecondition:
      case absl::StatusCode::kInvalidArgument:
      case absl::StatusCode::kNotFound:
        break;
      default:
        ADD_FAILURE() << path << ": " << status << "\n" << step.request->ShortDebugString();
    }
  }

  void EnterAll(const std::vector<Step>& steps) {
    for (const Step& step : steps) Enter(step);
  }

  void EnterRandom(int count) {
    for (int i = 0; i < count; ++i) Enter(history_.Next());
  }

  // A long step of the history with others between its parts.
  void EnterAmongOthers(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      Enter(step);
      EnterRandom(2);
    }
  }

  void ExpectEqual(const std::string& when) {
    suite_.AwaitCaughtUp();
    const std::vector<std::string> differences =
        Differences(suite_.gateway(), oracle_, history_.DaysToAsk(kDaysAsked), history_.dice());
    EXPECT_TRUE(differences.empty()) << "seed " << GetParam() << ", " << when << ":\n"
                                     << absl::StrJoin(differences, "\n");
    for (const Cell& cell : oracle_.Counted()) {
      const std::vector<Standing>& standings = oracle_.Standings(cell);
      if (std::any_of(standings.begin(), standings.end(), [](const Standing& s) { return s.in_numerator; })) {
        counted_.insert(cell.indicator);
      }
    }
  }

  // Indicators of the province's own beside the built-in ones, made as a province makes them. Tests run in the root of
  // the repository.
  void MakeOwnIndicators() {
    suite_.AwaitCaughtUp();
    std::stringstream text;
    text << std::ifstream("tests/reference/definitions/own.textproto").rdbuf();
    indicators::v1::ListIndicatorsResponse own;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text.str(), &own));
    ASSERT_GT(own.indicators_size(), 0);
    rpc::CallOptions officer;
    officer.actor = "province@example.vn";
    officer.roles = "province_officer";
    for (indicators::v1::Indicator& indicator : *own.mutable_indicators()) {
      indicators::v1::CreateIndicatorRequest request;
      request.set_parent("provinces/82");
      request.set_indicator_id(indicator.name().substr(indicator.name().find('/') + 1));
      indicator.set_code(request.indicator_id());
      indicator.set_title_vi(request.indicator_id());
      indicator.clear_name();
      *request.mutable_indicator() = std::move(indicator);
      const auto made = suite_.gateway().Call<indicators::v1::Indicator>(
          "/ocop.indicators.v1.IndicatorService/CreateIndicator", request, officer);
      ASSERT_TRUE(made.ok()) << made.status();
    }
  }

  testing::Suite suite_;
  History history_;
  Oracle oracle_;
  static inline std::set<std::string> counted_;
  int entered_ = 0;
  int refused_ = 0;
};

TEST_P(ReferenceTest, EveryFigureEqualsPlainSql) {
  EnterAll(OldMap());
  // First what comes too early, then the bulk of it.
  EnterRandom(100);
  EnterAll(history_.Foundation());
  EnterRandom(100);
  ASSERT_NO_FATAL_FAILURE(MakeOwnIndicators());
  ExpectEqual("after years of work");

  const std::vector<Step> merger = NewMap();
  const size_t half = merger.size() / 2;
  EnterAmongOthers({merger.begin(), merger.begin() + static_cast<ptrdiff_t>(half)});
  ExpectEqual("with half of the new map entered");

  EnterAmongOthers({merger.begin() + static_cast<ptrdiff_t>(half), merger.end()});
  EnterRandom(60);
  ExpectEqual("with the new map entered");

  EnterRandom(history_.dice().Below(60));
  suite_.KillGateway();
  EnterRandom(60);
  suite_.StartGateway();
  EnterRandom(60);
  ExpectEqual("after the gateway was killed and started again");

  const std::string service = history_.dice().Pick(suite_.services().names());
  suite_.services().Stop(service);
  EnterRandom(60);
  suite_.services().Start(service);
  EnterRandom(60);
  ExpectEqual("after " + service + " was stopped and started again");

  // A history that is mostly refused would prove little.
  EXPECT_LT(refused_ * 2, entered_) << "seed " << GetParam();
  RecordProperty("entered", entered_);
  RecordProperty("refused", refused_);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReferenceTest, ::testing::ValuesIn(Seeds()),
                         [](const auto& info) { return std::to_string(info.param); });

}  // namespace
}  // namespace ocop::reference
