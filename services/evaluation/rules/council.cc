#include "services/evaluation/rules/council.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/text/text.h"

namespace ocop::evaluation {
namespace {

using v1::Council;
using v1::Dossier;
using v1::ScoringRound;

std::string Digits(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

// A passport's letters count as its digits do.
std::string LettersAndDigits(const std::string& text) {
  std::string kept;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) kept += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return kept;
}

// Without what is dialled before it: +84, 0084 and 0 begin the same number.
std::string NationalNumber(const std::string& phone) {
  const std::string digits = Digits(phone);
  const std::string number = digits.substr(digits.starts_with("0084") ? 4 : digits.starts_with("84") ? 2 : 0);
  return number.starts_with('0') ? number.substr(1) : number;
}

// A name without the forms of address before it, `Ông/Bà` too. Two words are left: who has a family name has no fewer.
std::string NameAlone(const std::string& name) {
  static const auto& forms = *new std::set<std::string>{"ong", "ba", "anh", "chi"};
  const std::vector<std::string> words =
      absl::StrSplit(text::Fold(name), absl::ByAnyChar(" /.,:()"), absl::SkipEmpty());
  auto begin = words.begin();
  while (words.end() - begin > 2 && forms.contains(*begin)) ++begin;
  return absl::StrJoin(begin, words.end(), " ");
}

bool Same(const std::string& one, const std::string& other) {
  return !one.empty() && one == other;
}

bool SameText(const std::string& one, const std::string& other) {
  return Same(text::Fold(one), text::Fold(other));
}

std::vector<int32_t> PartTotals(const Sheet& sheet, const Card& card) {
  std::vector<int32_t> totals(static_cast<size_t>(sheet.message().parts_size()));
  for (size_t leaf = 0; leaf < card.points.size(); ++leaf) {
    totals[static_cast<size_t>(sheet.leaves()[leaf].part)] += std::max(card.points[leaf], 0);
  }
  return totals;
}

// For each leaf: how many cards chose which option.
using Votes = std::vector<std::map<int32_t, int>>;

Votes VotesOf(const Sheet& sheet, const std::vector<Card>& cards) {
  Votes votes(sheet.leaves().size());
  for (const Card& card : cards) {
    for (size_t leaf = 0; leaf < votes.size(); ++leaf) ++votes[leaf][card.options[leaf]];
  }
  return votes;
}

int32_t AgreementOf(const Card& card, const Votes& votes) {
  int64_t agreed = 0;
  for (size_t leaf = 0; leaf < votes.size(); ++leaf) {
    const int own = votes[leaf].at(card.options[leaf]);
    const bool most = std::all_of(votes[leaf].begin(), votes[leaf].end(), [&](const auto& vote) {
      return vote.first == card.options[leaf] || vote.second < own;
    });
    if (most) ++agreed;
  }
  return static_cast<int32_t>(10000 * agreed / static_cast<int64_t>(votes.size()));
}

}  // namespace

std::string TieOf(const Council::Member& member, const Dossier& dossier) {
  const auto& declared = member.declared_producers();
  if (std::find(declared.begin(), declared.end(), dossier.producer()) != declared.end()) {
    return "declared: tied to " + dossier.producer();
  }
  const Dossier::Form01& form = dossier.form_01();
  const Dossier::Form02& report = dossier.form_02();
  if (Same(member.user(), dossier.owner())) return "found: made the dossier";
  if (Same(LettersAndDigits(member.identity_number()), LettersAndDigits(report.representative_identity_number()))) {
    return "found: same identity number as the representative";
  }
  if (Same(NameAlone(member.display_name()), NameAlone(form.representative()))) {
    return "found: same name as the representative";
  }
  if (Same(NationalNumber(member.phone()), NationalNumber(form.phone()))) return "found: same phone as the producer";
  if (SameText(member.address(), form.address()) || SameText(member.address(), report.representative_address())) {
    return "found: same address as the producer";
  }
  return "";
}

std::vector<ScoringRound::Seat> SeatsOf(const Council& council, const Dossier& dossier) {
  std::vector<ScoringRound::Seat> seats;
  for (const Council::Member& member : council.members()) {
    ScoringRound::Seat& seat = seats.emplace_back();
    seat.set_member(member.member_id());
    seat.set_user(member.user());
    seat.set_display_name(member.display_name());
    seat.set_chair(member.role() == Council::ROLE_CHAIR);
    seat.set_secretary(member.role() == Council::ROLE_SECRETARY);
    seat.set_non_voting(member.non_voting());
    seat.set_conflict(TieOf(member, dossier));
  }
  return seats;
}

bool CanScore(const ScoringRound::Seat& seat) {
  return !seat.non_voting() && seat.conflict().empty();
}

bool CanLead(const ScoringRound::Seat& seat) {
  return (seat.chair() || seat.secretary()) && seat.conflict().empty();
}

const ScoringRound::Seat* SeatOf(const ScoringRound& round, const std::string& user) {
  for (const ScoringRound::Seat& seat : round.seats()) {
    if (seat.user() == user) return &seat;
  }
  return nullptr;
}

Quorum QuorumOf(const ScoringRound& round) {
  Quorum quorum;
  for (const ScoringRound::Seat& seat : round.seats()) {
    if (!CanScore(seat)) continue;
    ++quorum.able;
    quorum.needs_chair = quorum.needs_chair || seat.chair();
  }
  // Three quarters of five is four.
  quorum.needed = std::max(1, (quorum.able * round.settings().quorum_percent() + 99) / 100);
  return quorum;
}

int32_t SpreadOf(const std::vector<Card>& cards) {
  const auto [lowest, highest] = std::minmax_element(
      cards.begin(), cards.end(), [](const Card& a, const Card& b) { return a.total() < b.total(); });
  return highest->total() - lowest->total();
}

std::vector<ScoringRound::Judging> JudgingOf(const Sheet& sheet, const std::vector<std::string>& members,
                                             const std::vector<Card>& cards) {
  const auto count = static_cast<int32_t>(cards.size());
  int32_t sum = 0;
  std::vector<int32_t> part_sums(static_cast<size_t>(sheet.message().parts_size()));
  for (const Card& card : cards) {
    sum += card.total();
    const std::vector<int32_t> parts = PartTotals(sheet, card);
    for (size_t part = 0; part < parts.size(); ++part) part_sums[part] += parts[part];
  }
  const Votes votes = VotesOf(sheet, cards);
  std::vector<ScoringRound::Judging> judging(cards.size());
  for (size_t i = 0; i < cards.size(); ++i) {
    judging[i].set_member(members[i]);
    judging[i].set_total_centi(cards[i].total());
    judging[i].set_severity_times_cards(cards[i].total() * count - sum);
    const std::vector<int32_t> parts = PartTotals(sheet, cards[i]);
    for (size_t part = 0; part < parts.size(); ++part) {
      judging[i].add_part_severity_times_cards(parts[part] * count - part_sums[part]);
    }
    judging[i].set_agreement_basis_points(AgreementOf(cards[i], votes));
  }
  return judging;
}

bool IsSetAside(const ScoringRound& round, const Dossier& dossier) {
  if (round.state() != ScoringRound::STATE_CLOSED) return round.state() == ScoringRound::STATE_CANCELLED;
  const auto nanos = [](const google::protobuf::Timestamp& time) {
    return time.seconds() * int64_t{1'000'000'000} + time.nanos();
  };
  for (int i = dossier.steps_size(); i-- > 0;) {
    const Dossier::Step& step = dossier.steps(i);
    if (step.state() == Dossier::STATE_COUNCIL) return nanos(step.step_time()) > nanos(round.close_time());
  }
  return false;
}

}  // namespace ocop::evaluation
