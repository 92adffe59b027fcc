#include "common/tokens/keys.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/time/clock.h"
#include "common/tokens/testing/issuer.h"

namespace ocop::tokens {
namespace {

std::shared_ptr<const KeySet> SomeKeys() {
  return std::make_shared<const KeySet>(*KeySet::Parse(JwkSet({TestKey::Ec("k").Jwk()})));
}

TEST(KeysTest, AreWantedWhileTheyAreNotThereOrOld) {
  const absl::Time now = absl::UnixEpoch();
  Keys keys(absl::Seconds(5));
  EXPECT_EQ(keys.Get(), nullptr);
  EXPECT_EQ(keys.version(), 0u);
  EXPECT_TRUE(keys.Want(absl::InfinitePast(), now));
  keys.Set(SomeKeys(), now);
  EXPECT_NE(keys.Get(), nullptr);
  EXPECT_EQ(keys.version(), 1u);
  EXPECT_FALSE(keys.Want(absl::InfinitePast(), now + absl::Seconds(4))) << "as new as they get";
  EXPECT_TRUE(keys.Want(absl::InfinitePast(), now + absl::Seconds(5)));
  keys.Confirm(now + absl::Seconds(5));
  EXPECT_FALSE(keys.Want(absl::InfinitePast(), now + absl::Seconds(9)));
  EXPECT_EQ(keys.version(), 1u) << "still the same";
  EXPECT_TRUE(keys.Want(now + absl::Seconds(6), now + absl::Seconds(7))) << "the token is newer than they are";
}

TEST(KeysTest, AWishEndsTheWait) {
  Keys keys(absl::ZeroDuration());
  const absl::Time began = absl::Now();
  std::thread caller([&] { EXPECT_TRUE(keys.Want(absl::InfinitePast(), began)); });
  EXPECT_TRUE(keys.Await(began, absl::InfiniteFuture()));
  caller.join();
  EXPECT_TRUE(keys.Await(began, began)) << "when it is due";
  std::thread end([&] { keys.Stop(); });
  EXPECT_FALSE(keys.Await(began, absl::InfiniteFuture()));
  end.join();
}

TEST(KeysTest, WishesAreBounded) {
  Keys keys(absl::Milliseconds(200));
  const absl::Time began = absl::Now();
  EXPECT_TRUE(keys.Want(absl::InfinitePast(), began));
  EXPECT_TRUE(keys.Await(began, absl::InfiniteFuture()));
  EXPECT_GE(absl::Now() - began, absl::Milliseconds(200));
}

}  // namespace
}  // namespace ocop::tokens
