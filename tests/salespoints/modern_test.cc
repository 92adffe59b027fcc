// Which channels are modern, and what is sold through them.
#include <fstream>
#include <set>
#include <sstream>

#include "tests/salespoints/suite_fixture.h"

namespace ocop::salespoints {
namespace {

using ::testing::ElementsAre;

class ModernTest : public SuiteTest {
 protected:
  void Sell(const std::string& id, const std::string& product, const std::string& channel,
            const std::string& text = "") {
    Make<Listing>(id, absl::StrCat("product: \"$/products/", product, "\" channel: \"$/channels/", channel,
                                   "\" start_date { year: 2024 month: 3 day: 1 } ", text));
  }
  void MakeChannel(const std::string& id, const std::string& kind) {
    Make<Channel>(id, absl::StrCat("display_name: \"Kênh\" kind: ", kind));
  }
  absl::StatusOr<ListModernProductsResponse> Modern(const std::string& text) {
    return Ask<ListModernProductsRequest, ListModernProductsResponse>("ListingService/ListModernProducts",
                                                                      "parent: \"$\" " + text);
  }
  // `a p1 floor,super`: the product, its producer, its channels.
  std::vector<std::string> Told(const std::string& text) {
    const auto last = [](const std::string& name) { return name.substr(name.rfind('/') + 1); };
    std::vector<std::string> told;
    std::string token;
    do {
      const auto page = Modern(absl::StrCat(text, " page_size: 1 page_token: \"", token, "\""));
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& product : page->modern_products()) {
        told.push_back(absl::StrCat(last(product.product()), " ", last(product.producer())));
        for (const std::string& channel : product.channels()) absl::StrAppend(&told.back(), " ", last(channel));
      }
      token = page->next_page_token();
    } while (!token.empty());
    return told;
  }
};

TEST_F(ModernTest, ProductsInModernChannelsAreListedWithTheirProducers) {
  MakeChannel("super", "KIND_SUPERMARKET");
  MakeChannel("floor", "KIND_ECOMMERCE_FLOOR");
  MakeChannel("market", "KIND_TRADITIONAL_MARKET");
  MakeChannel("shop", "KIND_OWN_WEB_SHOP");
  Sell("1", "a", "super");
  Sell("2", "a", "floor", "end_date { year: 2024 month: 6 day: 30 }");
  Sell("3", "b", "market");
  Sell("4", "b", "shop");
  Sell("5", "c", "floor", "start_date { year: 2024 month: 7 day: 1 }");
  Sell("6", "unknown", "floor", "start_date { year: 2024 month: 8 day: 1 }");
  EXPECT_THAT(Told(On(2024, 6, 30)), ElementsAre("a p1 floor super"));
  EXPECT_THAT(Told(On(2024, 7, 1)), ElementsAre("a p1 super", "c p3 floor"));
  EXPECT_THAT(Told(On(2024, 8, 1)), ElementsAre("a p1 super", "c p3 floor", "unknown  floor"))
      << "a product that the registry does not know is nobody's";
  EXPECT_EQ(Modern(On(2024, 7, 1))->rule().id(), "plan-2024");
  EXPECT_THAT(Modern(On(2017, 12, 31)).status(), IsRefusal(absl::StatusCode::kNotFound, "NO_MODERN_CHANNELS"));
}

// The gateway counts producers in modern channels by a filter of its own, indicator S5: the same kinds, on the days of
// its plan.
TEST_F(ModernTest, TheSameKindsAsTheIndicatorThatCountsThem) {
  std::ifstream file("services/gateway/indicators/definitions/plan-2024.textproto");
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  const size_t s5 = all.find("code: \"S5\"");
  ASSERT_NE(s5, std::string::npos);
  const size_t begin = all.find("numerator_filter: \"", s5);
  const std::string filter = all.substr(begin, all.find('\n', begin) - begin);
  std::set<std::string> counted;
  for (size_t at = filter.find("KIND_"); at != std::string::npos; at = filter.find("KIND_", at + 1)) {
    counted.insert(filter.substr(at, filter.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", at) - at));
  }
  ASSERT_GE(counted.size(), 1) << filter;
  const auto rule = Ask<GetModernChannelRuleRequest, ModernChannelRule>("ChannelService/GetModernChannelRule",
                                                                        "parent: \"$\" " + On(2024, 12, 31));
  ASSERT_TRUE(rule.ok()) << rule.status();
  std::set<std::string> modern;
  for (const int kind : rule->kinds()) modern.insert(Channel::Kind_Name(static_cast<Channel::Kind>(kind)));
  EXPECT_EQ(modern, counted);
  EXPECT_NE(rule->legal_basis(), "");
}

}  // namespace
}  // namespace ocop::salespoints
