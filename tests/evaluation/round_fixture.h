// Drives dossiers through the whole way of the law, each step by who must take it, over RPC: what the tests of rounds
// stand on.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <source_location>
#include <string>
#include <vector>

#include "common/rpc/client.h"
#include "common/service/testing/service_fixture.h"
#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/council_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/definition.h"
#include "tests/evaluation/cards.h"
#include "tests/evaluation/oracle.h"

namespace ocop::evaluation::oracle {

inline constexpr char kCurrentSet[] = "criteriaSets/qd26-2026";
inline constexpr char kLapsedSet[] = "criteriaSets/qd148-2023";

// Who calls, and as what.
struct Caller {
  std::string actor;
  std::string roles;
};

inline Caller Producer() {
  return {"the-producer", "producer"};
}
inline Caller CommuneOfficer() {
  return {"the-commune", "commune_officer"};
}
inline Caller ProvinceOfficer() {
  return {"the-province", "province_officer"};
}
inline Caller Administrator() {
  return {"the-administrator", "administrator"};
}
// Councils have the members m1, m2, …: m1 is the chair, m2 the secretary.
inline std::string MemberId(int number) {
  return "m" + std::to_string(number);
}
inline Caller Member(int number) {
  return {"user-" + std::to_string(number), "council_member"};
}
inline Caller Chair() {
  return Member(1);
}
inline Caller Secretary() {
  return Member(2);
}

// As text, in an order of its own where the contract sets none.
std::string Shown(v1::Verdict verdict);

// A closed round is what the oracle makes of its cards: that of m1 first, and so on, none missing.
void ExpectResult(const SheetOracle& sheet, const v1::ScoringRound& round, const std::vector<Card>& cards,
                  const v1::CouncilSettings& settings = {}, int attempt = 1);

class RoundTest : public service::ServiceTest<Definition> {
 protected:
  using Settings = v1::CouncilSettings;

  // `method`: "DossierService/SubmitDossier".
  template <class Response>
  Answer<Response> CallAs(const Caller& caller, const std::string& method,
                          const google::protobuf::Message& request) const {
    rpc::CallOptions options;
    options.actor = caller.actor;
    options.roles = caller.roles;
    return service().client().Call<Response>("/ocop.evaluation.v1." + method, request, options);
  }
  // The answer; without one the test has failed and goes on with an empty one.
  template <class Message>
  static Message Must(absl::StatusOr<Message> answer, std::source_location at = std::source_location::current()) {
    if (answer.ok()) return *std::move(answer);
    ADD_FAILURE_AT(at.file_name(), static_cast<int>(at.line())) << answer.status();
    return Message();
  }

  // Every sheet that the service judges by, read from it.
  static const std::vector<SheetOracle>& Sheets();
  static std::vector<const SheetOracle*> SheetsOf(const std::string& set);
  static const SheetOracle& Sheet(const std::string& set, int number);

  // A dossier of a product of its own with everything that the law asks for, brought to the council. `changes` adds to
  // it or replaces.
  v1::Dossier AtCouncil(const std::string& id, const SheetOracle& sheet, const std::string& changes = "") const;
  static v1::Council CouncilOf(int members, const Settings& settings = {});
  // Returns its name.
  std::string Appoint(const std::string& id, const v1::Council& council) const;
  std::string Appoint(const std::string& id, int members, const Settings& settings = {}) const {
    return Appoint(id, CouncilOf(members, settings));
  }

  Answer<v1::ScoringRound> Open(const std::string& dossier, const std::string& council) const;
  // The first round on a dossier of its own, with a council of its own.
  v1::ScoringRound Opened(const std::string& id, const SheetOracle& sheet, const v1::Council& council) const;
  Answer<v1::ScoreCard> Submit(const std::string& round, const Caller& caller, const Card& card) const;
  // Of m1, m2, …; many at a time when there are many.
  void SubmitAll(const std::string& round, const std::vector<Card>& cards) const;
  Answer<v1::ScoringRound> Close(const std::string& round, const Caller& caller = Secretary()) const;
  v1::ScoringRound Judged(const std::string& round, const std::vector<Card>& cards) const;
  Answer<v1::ScoringRound> DeclareConflict(const std::string& round, const Caller& caller,
                                           const std::string& member) const;

  v1::ScoringRound ReadRound(const std::string& name) const;
  v1::Dossier ReadDossier(const std::string& name) const;
  Answer<v1::ScoreCard> ReadCard(const std::string& round, const std::string& member, const Caller& caller) const;
  std::vector<v1::ScoreCard> ListCards(const std::string& round, const Caller& caller) const;

  Answer<v1::Dossier> Decide(const std::string& dossier) const;
  Answer<v1::Dossier> RecordCentral(const std::string& dossier, int score_centi) const;
  Answer<v1::Recognition> Recognise(const std::string& dossier, const std::string& decision_number) const;

  Answer<v1::SimulateResponse> Simulate(const SheetOracle& sheet, const Card& card,
                                        const Settings& settings = {}) const;

 private:
  v1::Dossier Filed(const std::string& id, const SheetOracle& sheet, const std::string& changes) const;
  // A step that takes nothing but the dossier's name.
  template <class Request>
  v1::Dossier Step(const Caller& caller, const std::string& action, const std::string& dossier,
                   const std::string& text = "") const {
    auto request = Parse<Request>(text);
    request.set_name(dossier);
    return Must(CallAs<v1::Dossier>(caller, "DossierService/" + action, request));
  }
};

}  // namespace ocop::evaluation::oracle
