#include "common/webhook/address.h"

#include <gmock/gmock.h>

namespace ocop::webhook {
namespace {

TEST(AddressTest, OnlyPublicAddressesAreAllowed) {
  const Addresses addresses;
  for (const char* text : {"8.8.8.8", "113.160.0.1", "172.15.255.255", "172.32.0.0", "100.128.0.0", "2001:4860::8888",
                           "2405:4800::1", "[2405:4800::1]", "::ffff:8.8.8.8"}) {
    EXPECT_EQ(addresses.AllowsText(text), true) << text;
  }
  for (const char* text : {"0.0.0.0",         "10.1.2.3",        "100.64.0.1",      "127.0.0.1",   "127.255.255.254",
                           "169.254.169.254", "172.16.0.1",      "172.31.255.255",  "192.168.1.1", "192.0.2.1",
                           "198.18.0.1",      "224.0.0.1",       "255.255.255.255", "::",          "::1",
                           "[::1]",           "fe80::1",         "fd00::1",         "ff02::1",     "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",   "2001::1",     "2001:db8::1",
                           "::127.0.0.1"}) {
    EXPECT_EQ(addresses.AllowsText(text), false) << text;
  }
  for (const char* text : {"localhost", "example.vn", "", "1.2.3", "1.2.3.4.5"}) {
    EXPECT_EQ(addresses.AllowsText(text), std::nullopt) << text;
  }
}

TEST(AddressTest, NetworksOfTheOperatorAreAllowedToo) {
  const auto addresses = Addresses::Parse("10.20.0.0/15, 192.168.7.9,fd00:1::/33");
  ASSERT_TRUE(addresses.ok()) << addresses.status();
  for (const char* text :
       {"10.20.0.1", "10.21.255.255", "192.168.7.9", "fd00:1:7fff::1", "::ffff:10.20.0.1", "8.8.8.8"}) {
    EXPECT_EQ(addresses->AllowsText(text), true) << text;
  }
  for (const char* text : {"10.19.255.255", "10.22.0.0", "192.168.7.8", "fd00:1:8000::1", "127.0.0.1"}) {
    EXPECT_EQ(addresses->AllowsText(text), false) << text;
  }
}

TEST(AddressTest, WhatIsNoNetworkIsRefused) {
  for (const char* text : {"x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8", "fd00::/129", "10.0.0.0/"}) {
    EXPECT_EQ(Addresses::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_TRUE(Addresses::Parse("").ok());
}

}  // namespace
}  // namespace ocop::webhook
