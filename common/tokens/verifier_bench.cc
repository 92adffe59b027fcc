// What a token costs a call: one that is known, and one that is new.
#include "common/tokens/verifier.h"

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"
#include "common/tokens/testing/claims.h"
#include "common/tokens/testing/issuer.h"

namespace ocop::tokens {
namespace {

struct Issuer {
  Issuer(TestKey given, std::string signed_by) : key(std::move(given)), algorithm(std::move(signed_by)) {
    keys->Set(std::make_shared<const KeySet>(*KeySet::Parse(JwkSet({key.Jwk()}))), Now());
  }

  std::string Authorization(size_t number) const {
    const std::string claims = Claims(absl::StrCat(R"("jti":")", number, "\""));
    return "Bearer " + TokenOf(HeaderOf(algorithm, key.id()), claims, key, algorithm);
  }

  const TestKey key;
  const std::string algorithm;
  const std::shared_ptr<Keys> keys = std::make_shared<Keys>();
};

const Issuer& Rsa() {
  static const Issuer& issuer = *new Issuer(TestKey::Rsa("k"), "RS256");
  return issuer;
}

void BM_Known(benchmark::State& state) {
  static const Verifier& verifier = *new Verifier(TestRules(), Rsa().keys);
  const std::string authorization = Rsa().Authorization(0);
  for (auto _ : state) benchmark::DoNotOptimize(verifier.Identify(authorization, Now()));
}
BENCHMARK(BM_Known)->Threads(1)->Threads(2);

// A verifier that remembers less than come.
void New(benchmark::State& state, const Issuer& issuer) {
  const Verifier verifier(TestRules(), issuer.keys, 1);
  std::vector<std::string> authorizations;
  for (size_t i = 0; i < 1000; ++i) authorizations.push_back(issuer.Authorization(i));
  size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(verifier.Identify(authorizations[next++ % authorizations.size()], Now()));
  }
}
void BM_NewRs256(benchmark::State& state) {
  New(state, Rsa());
}
BENCHMARK(BM_NewRs256);

void BM_NewEs256(benchmark::State& state) {
  New(state, Issuer(TestKey::Ec("k"), "ES256"));
}
BENCHMARK(BM_NewEs256);

}  // namespace
}  // namespace ocop::tokens
