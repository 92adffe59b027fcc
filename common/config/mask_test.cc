#include "common/config/mask.h"

#include <gtest/gtest.h>

namespace ocop::config {
namespace {

TEST(MaskPasswordsTest, HidesThePasswordOfAUrl) {
  EXPECT_EQ(MaskPasswords("postgresql://me:s3cret@db:5432/app?sslmode=require"),
            "postgresql://me:***@db:5432/app?sslmode=require");
  EXPECT_EQ(MaskPasswords("postgresql://:s3cret@db/app"), "postgresql://:***@db/app");
  EXPECT_EQ(MaskPasswords("postgresql://me:p@ss/w:rd@db/app"), "postgresql://me:***@db/app");
  EXPECT_EQ(MaskPasswords("postgresql:///app?user=me&password=s3cret&port=5"),
            "postgresql:///app?user=me&password=***&port=5");
}

TEST(MaskPasswordsTest, HidesThePasswordOfKeysAndValues) {
  EXPECT_EQ(MaskPasswords("host=db password=s3cret port=5"), "host=db password=*** port=5");
  EXPECT_EQ(MaskPasswords(R"(host=db PASSWORD = 'it\'s a secret' port=5)"), "host=db PASSWORD = *** port=5");
  EXPECT_EQ(MaskPasswords(R"(password=with\ blank port=5)"), "password=*** port=5");
  EXPECT_EQ(MaskPasswords("sslpassword=s3cret"), "sslpassword=***");
  EXPECT_EQ(MaskPasswords("password='never closed"), "password=***");
}

TEST(MaskPasswordsTest, LeavesTheRestAlone) {
  for (const char* text : {"", "127.0.0.1:50051", "http://localhost:8080/", "host=db user=me", "me@example.org"}) {
    EXPECT_EQ(MaskPasswords(text), text);
  }
}

}  // namespace
}  // namespace ocop::config
