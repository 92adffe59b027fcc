#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/escaping.h"
#include "common/crypto/sha256.h"
#include "common/crypto/signer.h"

namespace ocop::crypto {
namespace {

// Vectors of FIPS 180-4.
TEST(Sha256Test, KnowsTheStandardsVectors) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, IsTheSameInBytes) {
  const Sha256Digest digest = Sha256Of("abc");
  const absl::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
  EXPECT_EQ(absl::BytesToHexString(bytes), Sha256Hex("abc"));
}

TEST(Sha256Test, PiecesMakeTheWhole) {
  Sha256 hash;
  hash.Update("a");
  hash.Update("");
  hash.Update("bc");
  EXPECT_EQ(hash.Hex(), Sha256Hex("abc"));
}

class SignerTest : public ::testing::Test {
 protected:
  // A key pair by the openssl command, in the test's folder.
  static std::string Make(const std::string& name) {
    const std::string base = ::testing::TempDir() + "/" + name;
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + name + " -keyout " +
        base + ".key -out " + base + ".crt 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return base;
  }
};

TEST_F(SignerTest, VerifiesWhatItSigned) {
  const std::string base = Make("one");
  const auto signer = Signer::Load(base + ".crt", base + ".key");
  ASSERT_TRUE(signer.ok()) << signer.status();
  const std::string signature = (*signer)->Sign("text");
  EXPECT_TRUE((*signer)->Verify("text", signature));
  EXPECT_FALSE((*signer)->Verify("test", signature));
  EXPECT_FALSE((*signer)->Verify("text", "nonsense"));
  EXPECT_FALSE((*signer)->Verify("text", ""));
}

// By the openssl command, which knows nothing of this code.
TEST_F(SignerTest, DetachedSignaturesAreCms) {
  const std::string base = Make("two");
  const auto signer = Signer::Load(base + ".crt", base + ".key");
  ASSERT_TRUE(signer.ok()) << signer.status();
  std::ofstream(base + ".txt", std::ios::binary) << "a\nb";
  std::ofstream(base + ".p7", std::ios::binary) << (*signer)->SignDetached("a\nb");
  const std::string verify = "openssl cms -verify -binary -inform DER -in " + base + ".p7 -content " + base +
                             ".txt -CAfile " + base + ".crt -purpose any -out /dev/null 2>/dev/null";
  EXPECT_EQ(std::system(verify.c_str()), 0);
  std::ofstream(base + ".txt", std::ios::binary) << "a\nc";
  EXPECT_NE(std::system(verify.c_str()), 0);
}

TEST_F(SignerTest, VerifiesWhatAnEarlierKeySigned) {
  const std::string old = Make("old");
  const std::string now = Make("now");
  const std::string signature = (*Signer::Load(old + ".crt", old + ".key"))->Sign("text");
  EXPECT_FALSE((*Signer::Load(now + ".crt", now + ".key"))->Verify("text", signature));
  EXPECT_TRUE((*Signer::Load(now + ".crt", now + ".key", {old + ".crt"}))->Verify("text", signature));
}

// By the openssl command, so that others can name it too.
TEST_F(SignerTest, KnowsItsKeysByTheHashOfTheirPublicHalf) {
  const std::string old = Make("old");
  const std::string now = Make("now");
  const auto signer = *Signer::Load(now + ".crt", now + ".key", {old + ".crt"});
  const std::string command = "openssl pkey -in " + now + ".key -pubout -outform DER -out " + now + ".pub";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream file(now + ".pub", std::ios::binary);
  EXPECT_EQ(signer->KeyName(), Sha256Hex(std::string(std::istreambuf_iterator<char>(file), {})));
  const std::string old_name = (*Signer::Load(old + ".crt", old + ".key"))->KeyName();
  EXPECT_TRUE(signer->Knows(signer->KeyName()));
  EXPECT_TRUE(signer->Knows(old_name));
  EXPECT_FALSE(signer->Knows(""));
  EXPECT_FALSE((*Signer::Load(old + ".crt", old + ".key"))->Knows(signer->KeyName()));
}

TEST_F(SignerTest, RefusesAKeyThatCannotSignSo) {
  const std::string base = ::testing::TempDir() + "/ed";
  const std::string command = "openssl req -x509 -newkey ed25519 -nodes -days 2 -subj /CN=ed -keyout " + base +
                              ".key -out " + base + ".crt 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_FALSE(Signer::Load(base + ".crt", base + ".key").ok());
}

TEST_F(SignerTest, RefusesTheKeyOfAnother) {
  const std::string one = Make("one");
  const std::string two = Make("two");
  EXPECT_FALSE(Signer::Load(one + ".crt", two + ".key").ok());
  EXPECT_FALSE(Signer::Load("/nowhere", one + ".key").ok());
  EXPECT_FALSE(Signer::Load(one + ".crt", one + ".crt").ok());
}

}  // namespace
}  // namespace ocop::crypto
