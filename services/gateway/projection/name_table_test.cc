#include "services/gateway/projection/name_table.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

TEST(NameTableTest, NamesComeBackAsTheyWere) {
  const std::string names[] = {
      "provinces/82/products/a",
      "provinces/82/products/0193a1b2-c3d4-7000-8000-0123456789ab",
      "provinces/82/products/0193A1B2-c3d4-7000-8000-0123456789ab",  // Not as a UUID is written.
      "provinces/82/products/0193a1b2-c3d4-7000-8000-0123456789ag",
      "provinces/82/products/0193a1b2_c3d4-7000-8000-0123456789ab",
      "provinces/82/producers/a",
      "provinces/82/products/",
      "provinces/82/classes/k/attendances/a",
      "a",
      std::string("provinces/82/products/\0x", 24),
      absl::StrCat("provinces/82/products/", std::string(5000, 'x')),
      absl::StrCat("provinces/82/products/", std::string(5000, 'x'), "y"),
      absl::StrCat("provinces/82/products/", std::string(200, 'x')),
  };
  NameTable table;
  uint32_t number = 0;
  for (const std::string& name : names) EXPECT_EQ(table.Mention(name), number++) << name;
  number = 0;
  for (const std::string& name : names) {
    EXPECT_EQ(table.NameOf(number), name);
    EXPECT_EQ(table.Mention(name), number);
    EXPECT_EQ(table.Find(name), number++);
  }
  EXPECT_EQ(table.size(), number);
  EXPECT_EQ(table.Find("provinces/82/products/b"), std::nullopt);
  EXPECT_EQ(table.Find("provinces/83/products/a"), std::nullopt);
}

TEST(NameTableTest, ManyNamesEachHaveTheirNumber) {
  NameTable table;
  std::map<std::string, uint32_t> numbers;
  std::mt19937 random(3);
  for (int i = 0; i < 100'000; ++i) {
    const std::string name = absl::StrCat("provinces/", random() % 40, "/products/", random() % 5000);
    const auto [entry, added] = numbers.emplace(name, numbers.size());
    ASSERT_EQ(table.Mention(name), entry->second);
  }
  for (const auto& [name, number] : numbers) ASSERT_EQ(table.NameOf(number), name);
}

// As in most tables, until one name is of another kind.
TEST(NameTableTest, UuidsOfOneCollectionStayWhenOthersCome) {
  NameTable table;
  std::vector<std::string> names;
  for (int i = 0; i < 3000; ++i) {
    names.push_back(absl::StrFormat("provinces/82/products/%08x-c3d4-7000-8000-%012x", i * 7919, 3000 - i));
  }
  names.push_back("provinces/82/products/by-hand");
  names.push_back("provinces/82/producers/00000000-c3d4-7000-8000-000000000bb8");
  for (uint32_t number = 0; number < names.size(); ++number) EXPECT_EQ(table.Mention(names[number]), number);
  for (uint32_t number = 0; number < names.size(); ++number) {
    ASSERT_EQ(table.NameOf(number), names[number]);
    ASSERT_EQ(table.Find(names[number]), number);
  }
  EXPECT_EQ(table.Find("provinces/82/producers/00001eef-c3d4-7000-8000-000000000bb7"), std::nullopt);
}

}  // namespace
}  // namespace ocop::gateway
