#include <algorithm>
#include <map>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "services/names.h"
#include "services/registry/handlers/product.h"
#include "services/registry/rules/likeness.h"
#include "services/registry/store/products.h"

namespace ocop::registry {
namespace {

using v1::SearchProductsRequest;
using v1::SearchProductsResponse;

constexpr int kUsualResults = 20;
constexpr int kMostResults = 100;
// Of which the best are picked: what is asked for is among the first that come, unless the query says next to nothing.
constexpr int kMostBeginning = 100;
constexpr int kMostWithWords = 200;
// More words than any name has that somebody would search by.
constexpr size_t kMostWords = 12;
// Of names that came up by other words than those written.
constexpr int kLeastGuessed = 45;

// Words that a word which is only begun may become; of more, all products with any are looked up.
constexpr int kMostBegun = 40;
// Of the words that may be meant, in place of all that could be chosen: the likeliest.
constexpr size_t kMostChoices = 100;

// Words as the text search has them: of the folded query, split where it splits, each once.
std::vector<std::string> WordsOfQuery(const std::string& folded) {
  std::string plain = folded;
  for (char& c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && !absl::ascii_isalnum(byte)) c = ' ';
  }
  std::vector<std::string> words;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(plain, ' ', absl::SkipEmpty()))) {
    if (words.size() < kMostWords && !absl::c_linear_search(words, word)) words.push_back(word);
  }
  return words;
}

using Words = std::vector<std::string>;

std::string Quoted(const std::string& term) {
  return absl::StrCat("'", absl::StrReplaceAll(term, {{"'", "''"}, {"\\", "\\\\"}}), "'");
}

// What has all of some words, as terms of registry.search_terms: a chain of pairs, `'+dua keo' & '+dua tan'`, since
// those are rarer than words. The last may be only begun. Empty when a word would have to be there twice.
std::string TextQuery(Words words, bool last_begun) {
  std::vector<std::string> terms;
  if (last_begun) {
    terms.push_back(Quoted(words.back()) + ":*");
    words.pop_back();
  }
  if (words.size() == 1) terms.push_back(Quoted(words.front()));
  for (size_t i = 1; i < words.size(); ++i) {
    const auto& [lesser, greater] = std::minmax(words[i - 1], words[i]);
    if (lesser == greater) return "";
    terms.push_back(Quoted(absl::StrCat("+", lesser, " ", greater)));
  }
  return absl::StrJoin(terms, " & ");
}

// Adds to `choices` those of one word of each of `meant` from `chosen.size()` on whose places there add up to `rank`.
void Choose(const std::vector<Words>& meant, size_t rank, size_t most, Words& chosen, std::vector<Words>& choices) {
  if (choices.size() == most) return;
  if (chosen.size() == meant.size()) {
    if (rank == 0) choices.push_back(chosen);
    return;
  }
  const Words& words = meant[chosen.size()];
  for (size_t i = 0; i < words.size() && i <= rank; ++i) {
    chosen.push_back(words[i]);
    Choose(meant, rank - i, most, chosen, choices);
    chosen.pop_back();
  }
}

// One word of each of `meant`, where the likeliest come first, the `most` likeliest choices first.
std::vector<Words> Choices(const std::vector<Words>& meant, size_t most) {
  size_t last_rank = 0;
  for (const Words& words : meant) last_rank += words.size() - 1;
  std::vector<Words> choices;
  Words chosen;
  for (size_t rank = 0; rank <= last_rank && choices.size() < most; ++rank) Choose(meant, rank, most, chosen, choices);
  return choices;
}

class Search {
 public:
  Search(database::Transaction& transaction, const SearchProductsRequest& request)
      : transaction_(transaction),
        request_(request),
        province_(ProvinceCode(request.parent())),
        folded_(text::Fold(request.query())),
        words_(WordsOfQuery(folded_)) {}

  absl::StatusOr<SearchProductsResponse> Run() {
    if (words_.empty()) return status::InvalidField("query", "has no letter and no digit");
    OCOP_ASSIGN_OR_RETURN(const auto beginning, ProductsBeginning(transaction_, province_, folded_,
                                                                  request_.product_group(), kMostBeginning));
    Add(beginning);
    OCOP_RETURN_IF_ERROR(AsCode());
    // Names that begin with the query fit better than any that only have its words.
    if (Begun(beginning) >= Asked()) return Best();
    OCOP_RETURN_IF_ERROR(AsWritten());
    if (names_.empty()) OCOP_RETURN_IF_ERROR(AsMeant());
    if (names_.empty()) OCOP_RETURN_IF_ERROR(WithoutOneWord());
    return Best();
  }

 private:
  static constexpr size_t kNone = kMostWords;

  void Add(const std::vector<ProductName>& names) {
    for (const ProductName& name : names) names_.emplace(name.product_id, name.display_name);
  }

  // How many names are asked for.
  size_t Asked() const {
    return static_cast<size_t>(request_.page_size() == 0 ? kUsualResults
                                                         : std::min(request_.page_size(), kMostResults));
  }

  size_t Begun(const std::vector<ProductName>& names) const {
    return static_cast<size_t>(absl::c_count_if(
        names, [&](const ProductName& name) { return absl::StartsWith(text::Fold(name.display_name), folded_); }));
  }

  // Adds to `queries` those for a meaning of every word but one; of every word when none is left out, the last perhaps
  // only begun.
  void Ask(size_t left_out, size_t most, Words& queries) const {
    std::vector<Words> meant;
    for (size_t i = 0; i < meant_.size(); ++i) {
      if (i != left_out && !meant_[i].empty()) meant.push_back(meant_[i]);
    }
    if (meant.empty()) return;
    const bool whole = left_out != kNone || meant_.back().empty();
    if (!whole) meant.back().insert(meant.back().end(), begun_.begin(), begun_.end());
    for (Words& choice : Choices(meant, most)) {
      const bool begun = !whole && choice.back() == beginning_;
      queries.push_back(TextQuery(std::move(choice), begun));
      if (queries.back().empty()) queries.pop_back();
    }
  }

  absl::Status Find(const Words& queries) {
    if (queries.empty()) return absl::OkStatus();
    OCOP_ASSIGN_OR_RETURN(const auto found, ProductsWithWords(transaction_, province_, queries,
                                                              request_.product_group(), kMostWithWords));
    Add(found);
    return absl::OkStatus();
  }

  absl::Status AsCode() {
    const bool digits_alone = folded_.find_first_not_of("0123456789-") == std::string::npos;
    if (!digits_alone) return absl::OkStatus();
    OCOP_ASSIGN_OR_RETURN(const auto product, ProductOfCode(transaction_, province_, folded_));
    if (!product || product->has_delete_time()) return absl::OkStatus();
    coded_ = LastId(product->name());
    names_.emplace(coded_, product->display_name());
    return absl::OkStatus();
  }

  // Words that no name has stand for those most like them.
  absl::Status AsWritten() {
    OCOP_ASSIGN_OR_RETURN(const std::vector<MeantWords> meant, WordsMeant(transaction_, province_, words_));
    bool possible = true;
    for (size_t i = 0; i < words_.size(); ++i) {
      meant_.push_back(meant[i].words);
      possible &= !meant[i].words.empty();
      if (!meant[i].known) replaced_[words_[i]] = meant[i].words;
    }
    if (meant.back().known) OCOP_RETURN_IF_ERROR(ReadBegun());
    return possible ? WithEveryWord() : absl::OkStatus();
  }

  // What the last word may be the beginning of. Words with digits in them are in no list.
  absl::Status ReadBegun() {
    const std::string& last = words_.back();
    OCOP_ASSIGN_OR_RETURN(begun_, WordsBeginning(transaction_, province_, last, kMostBegun + 1));
    if (begun_.size() > kMostBegun || absl::c_any_of(last, absl::ascii_isdigit)) beginning_ = last;
    if (!beginning_.empty()) begun_.clear();
    return absl::OkStatus();
  }

  // Every word may be a slip of another one.
  absl::Status AsMeant() {
    OCOP_ASSIGN_OR_RETURN(const std::vector<MeantWords> alike, WordsAlike(transaction_, province_, words_));
    for (size_t i = 0; i < words_.size(); ++i) {
      if (replaced_.contains(words_[i])) continue;
      meant_[i].insert(meant_[i].end(), alike[i].words.begin(), alike[i].words.end());
    }
    least_score_ = kLeastGuessed;
    return WithEveryWord();
  }

  absl::Status WithEveryWord() {
    Words queries;
    Ask(kNone, kMostChoices, queries);
    return Find(queries);
  }

  absl::Status WithoutOneWord() {
    if (words_.size() < 2) return absl::OkStatus();
    Words queries;
    for (size_t i = 0; i < words_.size(); ++i) Ask(i, kMostChoices / words_.size(), queries);
    return Find(queries);
  }

  absl::StatusOr<SearchProductsResponse> Best() const {
    std::vector<std::pair<int, std::string>> ranked;
    for (const auto& [id, name] : names_) {
      const int score = ScoreOf(id, name);
      if (score >= least_score_) ranked.emplace_back(-score, id);
    }
    std::sort(ranked.begin(), ranked.end());
    if (ranked.size() > Asked()) ranked.resize(Asked());
    std::vector<std::string> names;
    for (const auto& [score, id] : ranked) names.push_back(absl::StrCat(request_.parent(), "/products/", id));
    OCOP_ASSIGN_OR_RETURN(std::vector<v1::Product> products, ReadProducts(transaction_, names));
    SearchProductsResponse response;
    for (v1::Product& product : products) {
      auto& result = *response.add_results();
      result.set_score_percent(ScoreOf(LastId(product.name()), product.display_name()));
      *result.mutable_product() = std::move(product);
    }
    for (const auto& [word, instead] : replaced_) {
      response.add_replaced_words(absl::StrCat(word, " → ", absl::StrJoin(instead, ", ")));
    }
    return response;
  }

  int ScoreOf(const std::string& id, const std::string& name) const {
    return id == coded_ ? 100 : NameScore(request_.query(), name);
  }

  database::Transaction& transaction_;
  const SearchProductsRequest& request_;
  const std::string province_;
  const std::string folded_;
  const std::vector<std::string> words_;
  std::vector<Words> meant_;
  // Words that the last one may be the beginning of, or itself when there are too many.
  Words begun_;
  std::string beginning_;
  std::map<std::string, std::vector<std::string>> replaced_;
  // Id of the product that has the query for its code.
  std::string coded_;
  // Below this a candidate is no answer.
  int least_score_ = 0;
  // Candidates by their ids.
  std::map<std::string, std::string> names_;
};

}  // namespace

void BindProductSearch(rpc::Service& service, const Context& context) {
  resource::BindRead<SearchProductsRequest, SearchProductsResponse>(
      service, "SearchProducts", context.home,
      [](database::Transaction& transaction, const rpc::Call&,
         const SearchProductsRequest& request) -> absl::StatusOr<SearchProductsResponse> {
        OCOP_RETURN_IF_ERROR(RequireProvince("parent", request.parent()));
        return Search(transaction, request).Run();
      });
}

}  // namespace ocop::registry
