#include "common/tokens/fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/tokens/testing/issuer.h"

namespace ocop::tokens {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

// Answers GET with what a test puts there: a server of the smallest kind on 127.0.0.1.
class Site {
 public:
  explicit Site(int port = 0) {
    sockaddr_in address = Loopback(port);
    const int yes = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(listener_, 16), 0);
    socklen_t size = sizeof(address);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~Site() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  std::string uri() const { return absl::StrCat("http://127.0.0.1:", port_); }
  int port() const { return port_; }
  void Put(const std::string& path, const std::string& body) {
    absl::MutexLock lock(&mutex_);
    pages_[path] = body;
  }
  // The document of an issuer whose keys are here too.
  void PutIssuer(const std::vector<std::string>& jwks) {
    Put("/.well-known/openid-configuration",
        absl::StrCat(R"({"issuer":")", uri(), R"(","jwks_uri":")", uri(), R"(/jwks"})"));
    Put("/jwks", JwkSet(jwks));
  }
  // Waits until so many have asked in all.
  void AwaitRequests(int count) {
    const auto there = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return requests_ >= count; };
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&there), kPatience));
  }

 private:
  static sockaddr_in Loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    return address;
  }

  void Serve() {
    for (int caller; (caller = accept(listener_, nullptr, nullptr)) >= 0; close(caller)) {
      std::string head;
      char buffer[4096];
      for (ssize_t count; head.find("\r\n\r\n") == std::string::npos && (count = read(caller, buffer, 4096)) > 0;) {
        head.append(buffer, static_cast<size_t>(count));
      }
      if (head.size() < 4) continue;
      const std::string answer = AnswerTo(head.substr(4, head.find(' ', 4) - 4));
      // Who has heard enough hangs up.
      (void)send(caller, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }

  std::string AnswerTo(const std::string& path) {
    absl::MutexLock lock(&mutex_);
    ++requests_;
    const auto page = pages_.find(path);
    const std::string body = page == pages_.end() ? "" : page->second;
    return absl::StrCat("HTTP/1.1 ", page == pages_.end() ? "404 No" : "200 OK",
                        "\r\nconnection: close\r\ncontent-length: ", body.size(), "\r\n\r\n", body);
  }

  const int listener_ = socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  absl::Mutex mutex_;
  std::map<std::string, std::string> pages_ ABSL_GUARDED_BY(mutex_);
  int requests_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

// Whether there are keys of at least that version before patience ends.
bool AwaitVersion(const Keys& keys, uint64_t version) {
  const absl::Time end = absl::Now() + kPatience;
  while (keys.version() < version && absl::Now() < end) std::this_thread::yield();
  return keys.version() >= version;
}

TEST(FetcherTest, FindsTheKeysOfItsIssuer) {
  Site site;
  site.PutIssuer({TestKey::Ec("a").Jwk(), TestKey::Rsa("b").Jwk()});
  const auto keys = std::make_shared<Keys>();
  const Fetcher fetcher({.issuer = site.uri()}, keys);
  ASSERT_TRUE(AwaitVersion(*keys, 1));
  EXPECT_EQ(keys->Get()->size(), 2u);
}

TEST(FetcherTest, FetchesAnewAtIntervalsAndForgetsWhatIsTakenBack) {
  Site site;
  site.PutIssuer({TestKey::Ec("a").Jwk(), TestKey::Ec("b").Jwk()});
  const auto keys = std::make_shared<Keys>();
  const Fetcher fetcher({.issuer = site.uri(), .interval = absl::Milliseconds(20)}, keys);
  ASSERT_TRUE(AwaitVersion(*keys, 1));
  site.AwaitRequests(6);
  EXPECT_EQ(keys->version(), 1u) << "nothing has changed";
  site.PutIssuer({TestKey::Ec("b").Jwk()});
  ASSERT_TRUE(AwaitVersion(*keys, 2));
  EXPECT_EQ(keys->Get()->size(), 1u);
}

TEST(FetcherTest, FetchesWhenKeysAreWanted) {
  Site site;
  site.PutIssuer({TestKey::Ec("a").Jwk()});
  const auto keys = std::make_shared<Keys>(absl::ZeroDuration());
  const Fetcher fetcher({.issuer = site.uri(), .interval = absl::Hours(1)}, keys);
  ASSERT_TRUE(AwaitVersion(*keys, 1));
  site.PutIssuer({TestKey::Ec("b").Jwk()});
  EXPECT_TRUE(keys->Want(absl::InfinitePast(), absl::Now()));
  EXPECT_TRUE(AwaitVersion(*keys, 2));
}

TEST(FetcherTest, AnIssuerMayComeLaterAndGoAgain) {
  const int port = Site().port();
  const auto keys = std::make_shared<Keys>(absl::Milliseconds(1));
  const Fetcher fetcher({.issuer = absl::StrCat("http://127.0.0.1:", port), .interval = absl::Milliseconds(50)}, keys);
  {
    Site site(port);
    site.PutIssuer({TestKey::Ec("a").Jwk()});
    ASSERT_TRUE(AwaitVersion(*keys, 1));
  }
  Site other(port);
  other.AwaitRequests(2);
  EXPECT_EQ(keys->version(), 1u);
  EXPECT_EQ(keys->Get()->size(), 1u) << "what is known stays in use";
}

TEST(FetcherTest, TakesNoKeysThatAreNotTheIssuers) {
  for (const char* document :
       {"", "[]", "<html>", R"({"issuer":"SITE"})", R"({"issuer":"SITE/","jwks_uri":"SITE/jwks"})",
        R"({"issuer":"https://other.example","jwks_uri":"SITE/jwks"})", R"({"issuer":"SITE","jwks_uri":7})",
        R"({"issuer":"SITE","jwks_uri":"http://issuer.example/jwks"})",
        R"({"issuer":"SITE","jwks_uri":"file:///jwks"})", R"({"issuer":"SITE","jwks_uri":"SITE/large"})",
        R"({"issuer":"SITE","jwks_uri":"SITE/none"})", R"({"issuer":"SITE","jwks_uri":"SITE/missing"})"}) {
    Site site;
    site.Put("/jwks", JwkSet({TestKey::Ec("a").Jwk()}));
    site.Put("/none", JwkSet({}));
    site.Put("/large", JwkSet({TestKey::Ec("a").Jwk(), '"' + std::string(300 << 10, 'a') + '"'}));
    site.Put("/.well-known/openid-configuration", absl::StrReplaceAll(document, {{"SITE", site.uri()}}));
    const auto keys = std::make_shared<Keys>();
    const Fetcher fetcher({.issuer = site.uri(), .interval = absl::Milliseconds(10)}, keys);
    site.AwaitRequests(3);
    EXPECT_EQ(keys->version(), 0u) << document;
  }
}

TEST(FetcherTest, IsNotHeldUpByASilentIssuerAtItsEnd) {
  const int silent = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(silent, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_EQ(listen(silent, 1), 0);
  socklen_t size = sizeof(address);
  getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size);
  auto fetcher = std::make_unique<Fetcher>(
      Fetcher::Options{.issuer = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port))}, std::make_shared<Keys>());
  const int caller = accept(silent, nullptr, nullptr);
  const absl::Time begin = absl::Now();
  fetcher.reset();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  close(caller);
  close(silent);
}

TEST(FetcherTest, AnIssuerOverTheNetworkSpeaksHttps) {
  for (const char* uri : {"https://issuer.example.vn", "https://issuer.example.vn/realms/ocop", "http://127.0.0.1:8000",
                          "http://localhost:8000/a", "http://[::1]:8000"}) {
    EXPECT_TRUE(CheckIssuer(uri).ok()) << uri;
  }
  for (const char* uri : {"", "issuer", "http://issuer.example.vn", "http://127.0.0.1.example.vn", "ftp://127.0.0.1",
                          "file:///etc/passwd", "http://127.0.0.1@example.vn", "//127.0.0.1"}) {
    EXPECT_EQ(CheckIssuer(uri).code(), absl::StatusCode::kInvalidArgument) << uri;
  }
}

}  // namespace
}  // namespace ocop::tokens
