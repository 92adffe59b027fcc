// Products found by what people remember of their names.
#include "absl/strings/str_cat.h"
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ProductSearchTest : public RegistryTest {
 protected:
  void SetUp() override {
    MakeProducts();
    for (const auto& [id, name] : std::map<std::string, std::string>{{"tra", "Trà mãng cầu Ngọc Huệ"},
                                                                     {"mam", "Mắm tôm chà Gò Công"},
                                                                     {"keo", "Kẹo dừa sầu riêng Bến Tre"},
                                                                     {"keo2", "Kẹo mè"},
                                                                     {"gao", "Gạo nếp bè Chợ Gạo"}}) {
      ASSERT_TRUE(Create<Product>(id, CandyOf("p1") + "display_name: \"" + name + "\"").ok());
    }
  }

  Answer<SearchProductsResponse> Ask(const std::string& query, const std::string& more = "") const {
    return Call<SearchProductsResponse>(
        "/ocop.registry.v1.ProductService/SearchProducts",
        Parse<SearchProductsRequest>(R"pb(parent: "$" query: ")pb" + query + "\" " + more));
  }
  std::vector<std::string> Search(const std::string& query, const std::string& more = "") const {
    const auto found = Ask(query, more);
    EXPECT_TRUE(found.ok()) << query << ": " << found.status();
    std::vector<std::string> ids;
    for (const auto& result : found->results()) ids.push_back(result.product().name().substr(Name("products/").size()));
    return ids;
  }
};

// PostgreSQL's levenshtein takes no text longer than 255.
TEST_F(ProductSearchTest, ANameWithoutSpacesDoesNotEndTheSearchOfAllOthers) {
  const std::string run(290, 'x');
  ASSERT_TRUE(Create<Product>("run", CandyOf("p1") + "display_name: \"" + run + "\"").ok());
  EXPECT_THAT(Search("mang kau"), ElementsAre("tra"));
  EXPECT_THAT(Search(run.substr(0, 150) + "y"), IsEmpty());
}

// PostgreSQL's parser makes files, hosts and numbers of words that are joined by signs.
TEST_F(ProductSearchTest, WordsJoinedBySignsAreWords) {
  for (const auto& [id, name] : std::map<std::string, std::string>{{"st", "Gạo thơm ST25/ST24"},
                                                                   {"nghe", "Tinh bột nghệ vàng.nguyên chất"},
                                                                   {"nho", "Rượu nho 10-20 độ"},
                                                                   {"chua", "Mắm cay/chua ngọt"},
                                                                   {"mail", "Nước mắm ba@muoi"}}) {
    ASSERT_TRUE(Create<Product>(id, CandyOf("p1") + "display_name: \"" + name + "\"").ok());
  }
  for (const auto& [query, id] : std::map<std::string, std::string>{{"st24", "st"},
                                                                    {"thơm st25", "st"},
                                                                    {"ST25/ST24", "st"},
                                                                    {"nguyên chất", "nghe"},
                                                                    {"nghệ vàng", "nghe"},
                                                                    {"rượu 20", "nho"},
                                                                    {"cay chua", "chua"},
                                                                    {"chua", "chua"},
                                                                    {"mắm muoi", "mail"}}) {
    EXPECT_THAT(Search(query), ElementsAre(id)) << query;
  }
}

TEST_F(ProductSearchTest, WithAndWithoutDiacriticsInAnyOrderAndBegun) {
  for (const char* query :
       {"Trà mãng cầu", "tra mang cau", "mang cau tra", "TRÀ MÃNG", "ngoc hue", "mãng cầ", "tra m", "trà, mãng cầu!"}) {
    EXPECT_THAT(Search(query), ElementsAre("tra")) << query;
  }
  EXPECT_THAT(Search("không có"), IsEmpty());
}

TEST_F(ProductSearchTest, TheNameItselfComesFirst) {
  const auto found = Ask("kẹo dừa");
  ASSERT_GE(found->results_size(), 2);
  EXPECT_EQ(found->results(0).product().name(), Name("products/a"));
  EXPECT_EQ(found->results(0).score_percent(), 100);
  EXPECT_EQ(found->results(1).product().name(), Name("products/keo"));
  EXPECT_LT(Ask("keo dua")->results(0).score_percent(), 100) << "as it is spelt fits better";
}

TEST_F(ProductSearchTest, LettersMayBeWrongMissingOrTooMany) {
  for (const char* query :
       {"tra mang kau", "trà mãn cầu", "tra mangg cau", "mam tom cha go cogn", "keo duaa sau riengg"}) {
    EXPECT_FALSE(Search(query).empty()) << query;
  }
  EXPECT_EQ(Search("tra mang kau")[0], "tra");
  EXPECT_EQ(Search("keo duaa sau riengg")[0], "keo");
  const auto told = Ask("tra mang kau");
  ASSERT_EQ(told->replaced_words_size(), 1);
  EXPECT_EQ(told->replaced_words(0).rfind("kau → ", 0), 0) << told->replaced_words(0);
}

TEST_F(ProductSearchTest, AWordThatIsAnothersSlipIsForgiven) {
  // "me" is a word of its own here, yet no tea has it.
  EXPECT_THAT(Search("tra mang me"), Contains("tra"));
}

TEST_F(ProductSearchTest, TheLastWordMayBeTheBeginningOfMany) {
  // More than are looked up one by one, and numbers, which are in no list of words.
  for (int i = 0; i < 60; ++i) {
    const std::string word = {'m', static_cast<char>('a' + i / 20), static_cast<char>('a' + i % 20)};
    ASSERT_TRUE(Create<Product>(absl::StrCat("x", i), CandyOf("p1") + "display_name: \"Chả " + word + "\"").ok());
  }
  ASSERT_TRUE(Create<Product>("box", CandyOf("p1") + "display_name: \"Kẹo chuối hộp 450g\"").ok());
  EXPECT_THAT(Search("tra m"), ElementsAre("tra"));
  EXPECT_THAT(Search("cau tra m"), ElementsAre("tra"));
  EXPECT_THAT(Search("m", "page_size: 100").size(), 63) << "of all that have such a word";
  EXPECT_THAT(Search("chuoi 45"), ElementsAre("box"));
  EXPECT_THAT(Search("hop keo 450g"), ElementsAre("box"));
}

TEST_F(ProductSearchTest, AWordTwiceIsOne) {
  EXPECT_THAT(Search("mang cau mang"), ElementsAre("tra"));
  EXPECT_THAT(Search("keo keo me"), ElementsAre("keo2"));
  ASSERT_TRUE(Create<Product>("twice", CandyOf("p1") + "display_name: \"Chè bưởi bưởi\"").ok());
  EXPECT_THAT(Search("buoi buoi"), ElementsAre("twice"));
}

TEST_F(ProductSearchTest, LetterByLetter) {
  const std::string whole = "cau tra mang ngoc hue";
  for (size_t length = 3; length <= whole.size(); ++length) {
    EXPECT_THAT(Search(whole.substr(0, length)), Contains("tra")) << whole.substr(0, length);
  }
}

TEST_F(ProductSearchTest, NamesThatBeginSoAreEnough) {
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(
        Create<Product>(absl::StrCat("x", i), CandyOf("p1") + absl::StrCat("display_name: \"Cá khô ", i, "\"")).ok());
  }
  ASSERT_TRUE(Create<Product>("other", CandyOf("p1") + "display_name: \"Khô cá lóc\"").ok());
  EXPECT_THAT(Search("ca kho"), ::testing::Not(Contains("other")));
  EXPECT_THAT(Search("ca kho", "page_size: 100"), Contains("other"));
}

TEST_F(ProductSearchTest, CodesAndGroups) {
  ASSERT_TRUE(Update<Product>("products/mam", R"pb(product_code: "82-28501-7-2024")pb").ok());
  EXPECT_THAT(Search("82-28501-7-2024"), ElementsAre("mam"));
  EXPECT_THAT(Search("keo dua", "product_group: GROUP_DRINKS"), IsEmpty());
  EXPECT_THAT(Search("keo", "page_size: 1").size(), 1);
}

TEST_F(ProductSearchTest, WhatIsDeletedOrOfAnotherProvinceIsNotFound) {
  ASSERT_TRUE(Delete<Product>("products/tra").ok());
  EXPECT_THAT(Search("tra mang cau"), IsEmpty());
  const auto elsewhere = Call<SearchProductsResponse>("/ocop.registry.v1.ProductService/SearchProducts",
                                                      Parse<SearchProductsRequest>(R"pb(parent: "provinces/09"
                                                                                        query: "keo dua")pb"));
  EXPECT_EQ(elsewhere->results_size(), 0);
}

TEST_F(ProductSearchTest, FindsWhatWasRenamed) {
  ASSERT_TRUE(Update<Product>("products/tra", R"pb(display_name: "Nước cốt chanh dây")pb").ok());
  EXPECT_THAT(Search("chanh day"), ElementsAre("tra"));
  EXPECT_THAT(Search("chanhh day"), ElementsAre("tra"));
}

TEST_F(ProductSearchTest, SignsAloneAreNoQuery) {
  EXPECT_THAT(Ask("!?").status(), IsInvalidField("query"));
  for (const char* query : {"'; DROP TABLE", "a & b | !c", "keo:*", "(( a", "b \\\\", "c%%", "keo_dua", "'a"}) {
    EXPECT_TRUE(Ask(query).ok()) << query << ": " << Ask(query).status();
  }
}

}  // namespace
}  // namespace ocop::registry
