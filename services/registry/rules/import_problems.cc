#include "services/registry/rules/import_problems.h"

#include <re2/re2.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/text/text.h"

namespace ocop::registry {
namespace {

using v1::ImportProblem;

constexpr int kMostCharacters = 200;

// Valid, printable and short, whatever the bytes.
std::string Shown(std::string_view value) {
  std::string shown;
  int characters = 0;
  while (!value.empty()) {
    size_t length = 1;
    while (length <= 4 && !text::IsValidUtf8(value.substr(0, length))) ++length;
    const bool valid = length <= 4 && length <= value.size();
    const bool control = valid && length == 1 && (static_cast<unsigned char>(value[0]) < 0x20 || value[0] == 0x7F);
    if (++characters > kMostCharacters) return shown + "…";
    shown += !valid ? "\uFFFD" : control ? " " : std::string(value.substr(0, length));
    value.remove_prefix(valid ? length : 1);
  }
  return shown;
}

// What common/validation, common/resource and the rules of this service say, and how it is said in Vietnamese.
const std::vector<std::pair<std::unique_ptr<RE2>, std::string>>& Phrases() {
  static const auto& phrases = *[] {
    auto* list = new std::vector<std::pair<std::unique_ptr<RE2>, std::string>>;
    const std::pair<const char*, const char*> texts[] = {
        {"must (?:not be empty|be set|not be blank)", "không được để trống"},
        {"has (\\d+) characters; at most (\\d+)", "dài \\1 ký tự; nhiều nhất \\2"},
        {"has (\\d+) elements; at most (\\d+)", "có \\1 phần tử; nhiều nhất \\2"},
        {"has a control character", "có ký tự điều khiển"},
        {"must match .*", "không đúng dạng"},
        {"must be a name of the form (.*)", "phải là tên dạng \\1"},
        {"must lie under the same parent as .*", "phải thuộc cùng tỉnh"},
        {"is (-?\\d+); at least (-?\\d+)", "là \\1; ít nhất \\2"},
        {"is (-?\\d+); at most (-?\\d+)", "là \\1; nhiều nhất \\2"},
        {"(\\S+) is not a day", "\\1 không phải ngày"},
        {"(\\S+) lies in the future; today is (\\S+)", "\\1 nằm trong tương lai; hôm nay là \\2"},
        {"(\\S+) lies before (\\S+)", "\\1 trước \\2"},
        {"exceeds worker_count", "lớn hơn tổng số lao động"},
        {"is of cooperatives alone", "chỉ dùng cho hợp tác xã"},
        {"refers to a resource that does not exist", "không tồn tại"},
        {"there is no (.*)", "không có \\1"},
        {"is deleted", "đã bị xóa"},
        {"was merged into (.*)", "đã được gộp vào \\1"},
        {"(\\S+) is deleted; undelete it first", "\\1 đã bị xóa; khôi phục trước"},
        {"(\\S+) exists already", "\\1 đã có"},
        {"another resource has the (\\S+) of .* already", "\\1 đã thuộc về bản ghi khác"},
        {"cannot be changed once it is set", "không được thay đổi"},
        {"is made by another producer", "là của chủ thể khác"},
        {"(\\d+) is no sheet of (\\S+) by (\\S+)", "bộ sản phẩm \\1 không thuộc \\2 theo \\3"},
        {"(\\d+) is no sheet of (\\S+), which has (.*)", "bộ sản phẩm \\1 không thuộc \\2, gồm: \\3"},
        {"is none of \\S+ by (\\S+): (.*)", "không thuộc nhóm theo \\1: \\2"},
        {"has neither 10 digits, nor 13 of a branch, nor 12 of a person",
         "không phải 10, 13 (chi nhánh) hay 12 (cá nhân) chữ số"},
        {"is the tax code of (\\S+) too: entered twice\\?", "cũng là mã số thuế của \\1: nhập hai lần?"},
        {"is no number of 10 or 11 digits that begins with 0 or \\+84",
         "không phải số 10 hoặc 11 chữ số bắt đầu bằng 0 hoặc +84"},
        {"is missing, as is the tax code: this kind of producer is registered",
         "thiếu, cả mã số thuế: loại chủ thể này phải có đăng ký"},
    };
    for (const auto& [english, vietnamese] : texts) list->emplace_back(std::make_unique<RE2>(english), vietnamese);
    return list;
  }();
  return phrases;
}

}  // namespace

ImportProblem ProblemOf(const std::string& field, const std::string& column, const std::string& reason,
                        std::string_view value, const Wording& wording) {
  ImportProblem problem;
  problem.set_field(field);
  problem.set_column(Shown(column));
  problem.set_reason(reason);
  problem.set_value(Shown(value));
  problem.set_problem(wording.en);
  problem.set_problem_vi(wording.vi);
  return problem;
}

Wording InBothLanguages(const std::string& problem) {
  for (const auto& [english, vietnamese] : Phrases()) {
    std::string translated = problem;
    if (RE2::FullMatch(problem, *english) && RE2::Replace(&translated, *english, vietnamese)) {
      return {problem, translated};
    }
  }
  // Better in another language than not at all.
  return {problem, problem};
}

}  // namespace ocop::registry
