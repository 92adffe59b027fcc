// Lots and the codes on their labels. What a look-up tells of products is tested with registry and evaluation.
#include "services/salespoints/rules/trace_key.h"

#include <gmock/gmock.h>

#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

using ::testing::MatchesRegex;

// Check digits worked out by GS1's calculator rule: 3 and 1 in turn from the right.
TEST(GtinTest, IsTakenWithTheRightCheckDigitAlone) {
  EXPECT_EQ(NormalGtin("8931234567897"), "08931234567897");
  EXPECT_EQ(NormalGtin("96385074"), "00000096385074");
  EXPECT_EQ(NormalGtin("036000291452"), "00036000291452");
  for (const char last : std::string("012345689")) {
    EXPECT_EQ(NormalGtin(std::string("893123456789") + last), std::nullopt) << last;
  }
  for (const char* text : {"", "89312345678970000", "893123456789x", "0", "8931234567", "096385074", "00096385074"}) {
    EXPECT_EQ(NormalGtin(text), std::nullopt) << text;
  }
}

TEST(TraceKeyTest, ATraceCodeIsReadAsPeopleWriteIt) {
  const std::string code = NewTraceCode(0x0123456789ABCDE);
  ASSERT_EQ(code.size(), 13);
  EXPECT_EQ(ReadTraceKey(code)->trace_code, code);
  std::string spoken = code.substr(0, 4) + "-" + code.substr(4, 4) + " " + code.substr(8);
  for (char& c : spoken) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(ReadTraceKey(spoken)->trace_code, code);
  EXPECT_EQ(ReadTraceKey("https://any.host/x/trace/" + code + "?s=1")->trace_code, code);
}

TEST(TraceKeyTest, EverySingleSlipIsFound) {
  const std::string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (uint64_t seed : {1ULL, 0x7FFFFFFFFFFFFFFULL, 0x123456789ABCDEFULL}) {
    const std::string code = NewTraceCode(seed);
    for (size_t place = 0; place < code.size(); ++place) {
      for (const char other : alphabet) {
        if (other == code[place]) continue;
        std::string wrong = code;
        wrong[place] = other;
        EXPECT_FALSE(ReadTraceKey(wrong)) << wrong;
      }
    }
  }
}

TEST(TraceKeyTest, ADigitalLinkIsReadFromAnyHost) {
  for (const char* link : {"https://id.gs1.org/01/08931234567897/10/L-1", "/01/8931234567897/10/L-1",
                           "http://x/y/01/8931234567897/10/L-1?17=261231"}) {
    const auto key = ReadTraceKey(link);
    ASSERT_TRUE(key) << link;
    EXPECT_EQ(key->gtin, "08931234567897");
    EXPECT_EQ(key->lot_number, "L-1");
  }
  for (const char* text :
       {"https://x/01/8931234567890/10/L", "/01/8931234567897/10/", "/01/8931234567897", "hello", ""}) {
    EXPECT_FALSE(ReadTraceKey(text)) << text;
  }
}

class LotTest : public SalesPointsTest {
 protected:
  static std::string Batch() {
    return R"pb(product: "$/products/a"
                lot_number: "L1"
                production_date { year: 2026 month: 1 day: 2 })pb";
  }
};

// GTIN-8, -12, -13 and -14 are forms of one number.
TEST_F(LotTest, AGtinIsOneNumberInEveryForm) {
  const std::vector<std::vector<std::string>> numbers = {
      {"8934567890120", "08934567890120"},
      {"12345670", "000012345670", "0000012345670", "00000012345670"},
      {"012345678905", "0012345678905", "00012345678905"}};
  int count = 0;
  for (const auto& forms : numbers) {
    for (const std::string& form : forms) {
      const std::string id = absl::StrCat("l", ++count);
      const std::string lot = absl::StrCat(Batch(), " product: \"$/products/", forms.front(), "\" lot_number: \"", id,
                                           "\" gtin: \"", form, "\"");
      const auto made = Create<Lot>(id, lot);
      ASSERT_TRUE(made.ok()) << form << ": " << made.status();
      EXPECT_EQ(made->gtin(), forms.back());
      for (const std::string& other : forms) {
        const auto again = Update<Lot>("lots/" + id, "gtin: \"" + other + "\"");
        ASSERT_TRUE(again.ok()) << form << " as " << other << ": " << again.status();
        EXPECT_EQ(again->etag(), made->etag()) << "no change";
        const auto listed = Ask<ListLotsRequest, ListLotsResponse>(
            "TraceService/ListLots",
            absl::StrCat("parent: \"$\" filter: 'lot_number = ", id, " gtin = \"", other, "\"'"));
        ASSERT_TRUE(listed.ok()) << listed.status();
        EXPECT_EQ(listed->lots_size(), 1) << form << " as " << other;
      }
    }
  }
  EXPECT_THAT(Update<Lot>("lots/l1", R"pb(gtin: "96385074")pb").status(), IsInvalidField("lot.gtin")) << "another one";
  const absl::Status wrong = Create<Lot>("x", Batch() + R"pb(gtin: "12345671")pb").status();
  EXPECT_THAT(wrong, IsInvalidField("lot.gtin"));
  EXPECT_NE(std::string(wrong.message()).find("GS1 reckons 0"), std::string::npos) << wrong;
}

TEST_F(LotTest, GetsATraceCodeAndALink) {
  const auto plain = Create<Lot>("a", Batch());
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(ReadTraceKey(plain->trace_code())->trace_code, plain->trace_code());
  EXPECT_THAT(plain->digital_link(), MatchesRegex("https://label.example/trace/" + plain->trace_code()));
  const auto coded = Create<Lot>("b", Batch() + R"pb(lot_number: "L2" gtin: "8931234567897")pb");
  ASSERT_TRUE(coded.ok()) << coded.status();
  EXPECT_THAT(coded->digital_link(), MatchesRegex("https://label.example/01/08931234567897/10/L2"));
  EXPECT_NE(coded->trace_code(), plain->trace_code());
}

class LotWithoutLabelsTest : public SalesPointsTestBase {
 protected:
  static void SetUpTestSuite() { Begin(DefinitionWith({.registry = "127.0.0.1:9", .evaluation = "127.0.0.1:9"})); }
  static void TearDownTestSuite() { End(); }
};

TEST_F(LotWithoutLabelsTest, NoLotGetsALinkThatLeadsNowhere) {
  const std::string lot = R"pb(product: "$/products/a" lot_number: "L1")pb";
  EXPECT_THAT(Create<Lot>("a", lot).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "LABEL_ADDRESS_UNKNOWN"));
  EXPECT_FALSE(Get<Lot>("lots/a").ok());
}

TEST_F(LotTest, KeepsItsCode) {
  const auto made = Create<Lot>("a", Batch() + R"pb(trace_code: "MINE" digital_link: "mine")pb");
  EXPECT_NE(made->trace_code(), "MINE");
  ASSERT_TRUE(Update<Lot>("lots/a", R"pb(description: "vườn A" trace_code: "MINE")pb").ok());
  EXPECT_EQ(Get<Lot>("lots/a")->trace_code(), made->trace_code());
  EXPECT_THAT(Update<Lot>("lots/a", R"pb(lot_number: "L9")pb").status(), IsInvalidField("lot.lot_number"));
}

TEST_F(LotTest, ANumberIsOneLotOfAProductAndOfAGtin) {
  ASSERT_TRUE(Create<Lot>("a", Batch() + R"pb(gtin: "96385074")pb").ok());
  const auto taken = IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN");
  EXPECT_THAT(Create<Lot>("b", Batch()).status(), taken);
  EXPECT_THAT(Create<Lot>("b", Batch() + R"pb(product: "$/products/b" gtin: "00000096385074")pb").status(), taken);
  EXPECT_THAT(Create<Lot>("b", Batch() + R"pb(product: "$/products/b" gtin: "96385074" lot_number: "L2")pb").status(),
              taken);
  EXPECT_TRUE(Create<Lot>("b", Batch() + R"pb(product: "$/products/b")pb").ok());
}

TEST_F(LotTest, TellsWhatIsWrong) {
  EXPECT_THAT(Create<Lot>("a", Batch() + R"pb(gtin: "96385075"
                                              expiry_date { year: 2025 month: 1 day: 1 }
                                              recall_date { year: 2026 month: 2 day: 1 })pb")
                  .status(),
              AreInvalidFields({"lot.expiry_date", "lot.recall_reason", "lot.gtin"}));
  EXPECT_THAT(Create<Lot>("a", Batch() + R"pb(gtin: "12" lot_number: "a/b")pb").status(),
              AreInvalidFields({"lot.gtin", "lot.lot_number"}));
}

// Browsers and proxies take the segments `.` and `..` out of the path of a link.
TEST_F(LotTest, ANumberHasALetterOrADigit) {
  const auto with = [](const std::string& number) { return absl::StrCat(Batch(), "lot_number: \"", number, "\""); };
  for (const char* number : {".", "..", "-", "._-"}) {
    EXPECT_THAT(Create<Lot>("", with(number)).status(), IsInvalidField("lot.lot_number")) << number;
  }
  for (const char* number : {"7", "..a", "A.-_1"}) EXPECT_TRUE(Create<Lot>("", with(number)).ok()) << number;
}

TEST_F(LotTest, LooksNothingUpThatIsNoCode) {
  const auto look = [&](const std::string& text) {
    return Ask<LookUpTraceRequest, Trace>("TraceService/LookUpTrace", text).status();
  };
  EXPECT_THAT(look(R"pb(code: "hello")pb"), IsInvalidField("code"));
  EXPECT_THAT(look(absl::StrCat("code: \"", NewTraceCode(5), "\"")),
              IsRefusal(absl::StatusCode::kNotFound, "TRACE_UNKNOWN"));
  EXPECT_THAT(look(R"pb(code: "/01/96385074/10/none")pb"), IsRefusal(absl::StatusCode::kNotFound, "TRACE_UNKNOWN"));
}

TEST_F(LotTest, SaysThatTheRegistryCannotBeAsked) {
  const auto made = Create<Lot>("a", Batch());
  EXPECT_THAT(
      (Ask<LookUpTraceRequest, Trace>("TraceService/LookUpTrace", absl::StrCat("code: \"", made->trace_code(), "\""))
           .status()),
      IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE"));
}

}  // namespace
}  // namespace ocop::salespoints
