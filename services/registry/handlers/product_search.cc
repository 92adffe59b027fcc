#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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

// Words as the text search has them: of the folded query, split where it splits.
std::vector<std::string> WordsOfQuery(const std::string& folded) {
  std::string plain = folded;
  for (char& c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && !absl::ascii_isalnum(byte)) c = ' ';
  }
  std::vector<std::string> words = absl::StrSplit(plain, ' ', absl::SkipEmpty());
  if (words.size() > kMostWords) words.resize(kMostWords);
  return words;
}

// `('keo' | 'kem') & 'dua':*`. Words have letters and digits alone, which need no quoting beyond the quotes.
std::string TextQuery(const std::vector<std::vector<std::string>>& meant, size_t left_out, bool last_begun) {
  std::vector<std::string> terms;
  for (size_t i = 0; i < meant.size(); ++i) {
    if (i == left_out || meant[i].empty()) continue;
    const char* suffix = last_begun && i + 1 == meant.size() ? "':*" : "'";
    terms.push_back(absl::StrCat(
        "(",
        absl::StrJoin(meant[i], " | ",
                      [&](std::string* out, const std::string& word) { absl::StrAppend(out, "'", word, suffix); }),
        ")"));
  }
  return absl::StrJoin(terms, " & ");
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

  absl::Status Find(size_t left_out, bool last_begun) {
    const std::string query = TextQuery(meant_, left_out, last_begun);
    if (query.empty()) return absl::OkStatus();
    OCOP_ASSIGN_OR_RETURN(const auto found,
                          ProductsWithWords(transaction_, province_, query, request_.product_group(), kMostWithWords));
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
    return possible ? Find(kNone, true) : absl::OkStatus();
  }

  // Every word may be a slip of another one.
  absl::Status AsMeant() {
    OCOP_ASSIGN_OR_RETURN(const std::vector<MeantWords> alike, WordsAlike(transaction_, province_, words_));
    for (size_t i = 0; i < words_.size(); ++i) {
      if (replaced_.contains(words_[i])) continue;
      meant_[i].insert(meant_[i].end(), alike[i].words.begin(), alike[i].words.end());
    }
    least_score_ = kLeastGuessed;
    return Find(kNone, true);
  }

  absl::Status WithoutOneWord() {
    if (words_.size() < 2) return absl::OkStatus();
    for (size_t i = 0; i < words_.size() && names_.size() < kMostWithWords; ++i) OCOP_RETURN_IF_ERROR(Find(i, false));
    return absl::OkStatus();
  }

  absl::StatusOr<SearchProductsResponse> Best() const {
    const int asked = request_.page_size() == 0 ? kUsualResults : std::min(request_.page_size(), kMostResults);
    std::vector<std::pair<int, std::string>> ranked;
    for (const auto& [id, name] : names_) {
      const int score = ScoreOf(id, name);
      if (score >= least_score_) ranked.emplace_back(-score, id);
    }
    std::sort(ranked.begin(), ranked.end());
    if (ranked.size() > static_cast<size_t>(asked)) ranked.resize(static_cast<size_t>(asked));
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
  std::vector<std::vector<std::string>> meant_;
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
