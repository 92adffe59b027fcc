#include "common/config/address.h"

#include <gtest/gtest.h>

namespace ocop::config {
namespace {

TEST(AddressTest, IsAHostAndAPort) {
  for (const char* address : {"127.0.0.1:0", "127.0.0.1:65535", "localhost:50051", "[::]:50051", "[::1]:443"}) {
    EXPECT_TRUE(IsAddress(address)) << address;
  }
}

TEST(AddressTest, IsNothingThatALibraryWouldReadInItsOwnWay) {
  for (const char* address :
       {"", "9101", ":9101", "127.0.0.1", "0.0.0.0", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000",
        "127.0.0.1:99999", "127.0.0.1:-1", "127.0.0.1:+1", "127.0.0.1: 1", "127.0.0.1:0s", "127.0.0.1:1,127.0.0.1:2",
        "::1:50051", "[]:50051", "unix:/run/socket:1", "127.0.0.1:99999999999"}) {
    EXPECT_FALSE(IsAddress(address)) << address;
  }
}

}  // namespace
}  // namespace ocop::config
