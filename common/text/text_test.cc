#include "common/text/text.h"

#include <gtest/gtest.h>

namespace ocop::text {
namespace {

// "ậ" as one code point, and as a + dot below + circumflex.
constexpr std::string_view kComposed = "\xE1\xBA\xAD";
constexpr std::string_view kDecomposed = "a\xCC\xA3\xCC\x82";

TEST(NfcTest, ComposesWhatAnotherKeyboardWroteApart) {
  EXPECT_EQ(Nfc(kDecomposed).value(), kComposed);
  EXPECT_EQ(Nfc(kComposed).value(), kComposed);
  EXPECT_EQ(Nfc("a\xCC\x82\xCC\xA3").value(), kComposed) << "the order of marks must not matter";
}

TEST(NfcTest, LeavesAsciiAndEmptyAlone) {
  EXPECT_EQ(Nfc("").value(), "");
  EXPECT_EQ(Nfc(std::string_view("a\0b", 3)).value(), std::string_view("a\0b", 3));
}

TEST(NfcTest, KeepsCompatibilityCharacters) {
  EXPECT_EQ(Nfc("5 m²").value(), "5 m²");
}

TEST(NfcTest, RefusesInvalidUtf8) {
  EXPECT_EQ(Nfc("keo \xFF").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ToUtf8Test, ReplacesWhatIsNotUtf8AndNothingElse) {
  EXPECT_EQ(ToUtf8("Kẹo dừa 🥥"), "Kẹo dừa 🥥");
  EXPECT_EQ(ToUtf8("/\xFF\xFE"), "/\uFFFD\uFFFD");
  EXPECT_EQ(ToUtf8("d\xE1\xBA kẹo"), "d\uFFFD\uFFFD kẹo");
  EXPECT_EQ(ToUtf8(""), "");
}

TEST(IsValidUtf8Test, KnowsTheForbiddenForms) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("Kẹo dừa 🥥"));
  EXPECT_TRUE(IsValidUtf8("\xF4\x8F\xBF\xBF"));
  EXPECT_FALSE(IsValidUtf8("\x80"));
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF")) << "overlong";
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80")) << "surrogate";
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80")) << "above U+10FFFF";
  EXPECT_FALSE(IsValidUtf8("d\xE1\xBA")) << "cut off";
}

TEST(FoldTest, FindsVietnameseWithoutDiacritics) {
  EXPECT_EQ(Fold("Kẹo  DỪA"), "keo dua");
  EXPECT_EQ(Fold("ĐẶC SẢN Đồng Tháp, đường thốt nốt"), "dac san dong thap, duong thot not");
  EXPECT_EQ(Fold("ăâêôơư ĂÂÊÔƠƯ"), "aaeoou aaeoou");
}

TEST(FoldTest, AgreesOnBothPlacesOfTheToneMark) {
  EXPECT_EQ(Fold("Hoà thuỷ"), Fold("Hòa thủy"));
  EXPECT_EQ(Fold("Hoà"), "hoa");
}

TEST(SpellingKeyTest, AgreesOnBothPlacesOfTheToneMarkAndBothNormalForms) {
  EXPECT_EQ(SpellingKey("Hoà  Thuỷ"), SpellingKey("hòa thủy "));
  EXPECT_EQ(SpellingKey(kDecomposed), SpellingKey(kComposed));
}

TEST(SpellingKeyTest, KeepsDiacritics) {
  EXPECT_NE(SpellingKey("hoa"), SpellingKey("hòa"));
  EXPECT_NE(SpellingKey("Tân Phú"), SpellingKey("Tấn Phú"));
  EXPECT_NE(SpellingKey("Đông"), SpellingKey("Dông"));
  EXPECT_NE(SpellingKey("hòa bình"), SpellingKey("hoa bình"));
}

TEST(FoldTest, AgreesOnBothNormalForms) {
  EXPECT_EQ(Fold(kDecomposed), Fold(kComposed));
}

TEST(FoldTest, MakesWhiteSpaceOneBlank) {
  EXPECT_EQ(Fold("\t a \n\xC2\xA0 b\xE3\x80\x80 "), "a b");
  EXPECT_EQ(Fold(" \t "), "");
}

TEST(FoldTest, TwiceIsOnce) {
  for (const std::string_view text : {"Ｆｕｌｌ ｗｉｄｔｈ", "Straße ﬁ İ", "Mắm  Cá Lóc", "\xFF x", "ﷺ"}) {
    EXPECT_EQ(Fold(Fold(text)), Fold(text)) << text;
  }
}

TEST(FoldTest, ReplacesInvalidBytes) {
  EXPECT_EQ(Fold("A\xFFz"), "a\xEF\xBF\xBDz");
}

TEST(CountCharactersTest, CountsCodePoints) {
  EXPECT_EQ(CountCharacters(""), 0);
  EXPECT_EQ(CountCharacters("Kẹo dừa"), 7);
  EXPECT_EQ(CountCharacters(kDecomposed), 3);
  EXPECT_EQ(CountCharacters("a\xFF\xFE"), 3);
}

TEST(CamelToSnakeTest, BreaksAtWords) {
  EXPECT_EQ(CamelToSnake("CompliancePaper"), "compliance_paper");
  EXPECT_EQ(CamelToSnake("Product"), "product");
  EXPECT_EQ(CamelToSnake("HTTPServer"), "http_server");
  EXPECT_EQ(CamelToSnake("Step2Idea"), "step2_idea");
  EXPECT_EQ(CamelToSnake("already_snake"), "already_snake");
  EXPECT_EQ(CamelToSnake("A"), "a");
  EXPECT_EQ(CamelToSnake(""), "");
}

}  // namespace
}  // namespace ocop::text
