#include "common/database/session.h"

#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/notification>
#include <pqxx/transaction>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/database/error.h"

namespace ocop::database {
namespace {

// A receiver must exist for libpqxx to LISTEN; waking is all it is for.
class Bell : public pqxx::notification_receiver {
 public:
  using pqxx::notification_receiver::notification_receiver;
  void operator()(const std::string&, int) override {}
};

template <class Work>
absl::Status Finish(Work& work, const absl::Status& result) {
  if (!result.ok()) {
    work.abort();
    return result;
  }
  work.commit();
  return absl::OkStatus();
}

// A silent peer is given up after idle + count * interval seconds, data that nobody acknowledges after as long.
constexpr const char* kTimeouts[] = {"connect_timeout=5", "keepalives_idle=5", "keepalives_interval=2",
                                     "keepalives_count=3", "tcp_user_timeout=10000"};

// Where the parameters of a URI begin, after its question mark; npos when it has none. One may stand in a password.
size_t ParametersOf(std::string_view uri) {
  const size_t authority = uri.find("://") + 3;
  const size_t end = uri.find_first_of("@/", authority);
  const size_t mark = uri.find('?', end != std::string_view::npos && uri[end] == '@' ? end : authority);
  return mark == std::string_view::npos ? mark : mark + 1;
}

}  // namespace

// Of a setting that is given twice, libpq takes the later.
std::string WithTimeouts(const std::string& url) {
  if (!absl::StartsWith(url, "postgresql://") && !absl::StartsWith(url, "postgres://")) {
    return absl::StrCat(absl::StrJoin(kTimeouts, " "), " ", url);
  }
  const std::string timeouts = absl::StrJoin(kTimeouts, "&");
  const size_t parameters = ParametersOf(url);
  if (parameters == std::string::npos) return absl::StrCat(url, "?", timeouts);
  const std::string own = url.substr(parameters);
  return absl::StrCat(url.substr(0, parameters), timeouts, own.empty() ? "" : "&", own);
}

Session::Session(std::string url, std::string application_name)
    : url_(std::move(url)), application_name_(std::move(application_name)) {}
Session::~Session() {
  Close();
}

absl::Status Session::Connect() {
  if (connection_) return absl::OkStatus();
  try {
    auto connection = std::make_unique<pqxx::connection>(WithTimeouts(url_));
    connection->set_variable("application_name", connection->quote(application_name_));
    connection->set_variable("statement_timeout", "'30s'");
    connection->set_variable("idle_in_transaction_session_timeout", "'60s'");
    connection->set_variable("timezone", "'UTC'");
    connection->set_variable("datestyle", "'ISO'");
    connection_ = std::move(connection);
    return absl::OkStatus();
  } catch (...) {
    // Whatever keeps a connection from being made, the database is not reachable for now.
    const absl::Status cause = StatusOfCurrentException();
    return IsConnectionLost(cause) ? cause : absl::UnavailableError(cause.message());
  }
}

void Session::Close() {
  prepared_.clear();
  bells_.clear();
  // As the type that it was made as: libpqxx's base class has no virtual destructor, and would leave the connection
  // open.
  delete static_cast<pqxx::connection*>(connection_.release());
}

void Session::Prepare(const Statement& statement) {
  if (prepared_.contains(statement.name)) return;
  connection_->prepare(statement.name, statement.sql);
  prepared_.insert(statement.name);
}

absl::Status Session::Run(Isolation isolation, const std::function<absl::Status(Transaction&)>& body) {
  absl::Status result = RunOnce(isolation, body);
  // A connection that idled may have been cut long ago; it says so at first use. A new one may be cut as it is made.
  if (IsConnectionLost(result)) result = RunOnce(isolation, body);
  return result;
}

absl::Status Session::RunOnce(Isolation isolation, const std::function<absl::Status(Transaction&)>& body) {
  if (absl::Status connected = Connect(); !connected.ok()) return connected;
  absl::Status result;
  try {
    const auto run = [&](auto&& work) {
      Transaction transaction(*this, static_cast<pqxx::transaction_base*>(&work));
      result = body(transaction);
      if (result.ok()) result = transaction.Flush();
      result = Finish(work, result);
    };
    switch (isolation) {
      case Isolation::kAutoCommit:
        run(pqxx::nontransaction(*connection_));
        break;
      case Isolation::kReadWrite:
        run(pqxx::work(*connection_));
        break;
      case Isolation::kSnapshot:
        run(pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>(*connection_));
        break;
    }
  } catch (...) {
    result = StatusOfCurrentException();
  }
  if (IsConnectionLost(result) || IsOutcomeUnknown(result)) Close();
  return result;
}

absl::StatusOr<bool> Session::AwaitNotification(const std::string& channel, absl::Duration timeout) {
  if (absl::Status connected = Connect(); !connected.ok()) return connected;
  try {
    // The receiver stays for the life of the connection, so that no notification falls between two waits.
    auto& bell = bells_[channel];
    if (!bell) bell = std::make_unique<Bell>(*connection_, channel);
    const int64_t micros = absl::ToInt64Microseconds(timeout);
    return connection_->await_notification(micros / 1000000, micros % 1000000) > 0;
  } catch (...) {
    absl::Status status = StatusOfCurrentException();
    Close();
    return status;
  }
}

}  // namespace ocop::database
