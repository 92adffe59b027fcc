#include "services/gateway/handlers/indicator_service.h"

#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "services/gateway/answers/kept_answers.h"
#include "services/gateway/handlers/circumstances.h"
#include "services/gateway/handlers/entries.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/gateway/handlers/indicator_query.h"
#include "services/gateway/handlers/own_indicators.h"
#include "services/gateway/handlers/report.h"
#include "services/gateway/handlers/revision.h"
#include "services/gateway/handlers/watch.h"
#include "services/names.h"

namespace ocop::gateway {
namespace {

using namespace indicators::v1;  // NOLINT(google-build-using-namespace): its requests and responses

// 128 MiB at most.
constexpr size_t kKeptAnswers = 1024;

// The name that tells the province.
template <typename Request>
const std::string& Subject(const Request& request) {
  if constexpr (requires { request.parent(); }) {
    return request.parent();
  } else if constexpr (requires { request.plan(); }) {
    return request.plan();
  } else if constexpr (requires { request.indicator(); }) {
    return request.indicator();
  } else {
    return request.name();
  }
}

// A token of another question is told before a picture of the past is made for it.
template <typename Request>
absl::Status CheckPage(const Request& request) {
  if constexpr (requires { request.page_token(); }) return LastOfPageBefore(request).status();
  return absl::OkStatus();
}

class Methods {
 public:
  explicit Methods(const IndicatorSources& sources)
      : sources_(sources), own_(sources.projection, sources.loop, sources.clients.front()) {}

  const OwnIndicators& own() const { return own_; }

  // Calls `use` with the picture of the province that `known_at` asks for: at once with the present one, from the
  // archive's thread with one of the past.
  template <typename Use>
  void WithPicture(const rpc::Call& call, const std::string& name, const KnownAt* known_at, const std::string& field,
                   Use use) const {
    if (known_at == nullptr) {
      const Projection::Reading reading = sources_.projection.Read(name, call.now);
      if (!reading.ready()) return use(SourcesNotReady());
      const Picture picture = Picture::Of(reading);
      return use(&picture);
    }
    const absl::StatusOr<Moment> moment = Moment::Read(*known_at, call.now, field);
    if (!moment.ok()) return use(moment.status());
    sources_.archive.Get(ProvinceOf(name), *moment, call.deadline,
                         [use = std::move(use)](const absl::StatusOr<std::shared_ptr<const PastPicture>>& past) {
                           if (!past.ok()) return use(past.status());
                           const Picture picture{(*past)->figures, (*past)->sources, (*past)->read, true};
                           use(&picture);
                         });
  }

  template <typename Request, typename Response>
  void Answer(absl::Status (*handler)(const rpc::Call&, const Request&, const Picture&, Response&),
              const rpc::Call& call, const Request& request, rpc::Reply<Response> reply) const {
    const KnownAt* known_at = nullptr;
    if constexpr (requires { request.known_at(); }) known_at = request.has_known_at() ? &request.known_at() : nullptr;
    if (known_at == nullptr) return AnswerNow(handler, call, request, std::move(reply));
    if (absl::Status page = CheckPage(request); !page.ok()) return reply(page);
    WithPicture(call, Subject(request), known_at, "known_at",
                [handler, &call, &request, reply](absl::StatusOr<const Picture*> picture) {
                  if (!picture.ok()) return reply(picture.status());
                  Response& response = reply.NewResponse();
                  absl::Status status = handler(call, request, **picture, response);
                  if constexpr (requires { response.add_sources(); }) AddSources(**picture, response);
                  reply(status, response);
                });
  }

  template <typename Request, typename Response>
  void AnswerNow(absl::Status (*handler)(const rpc::Call&, const Request&, const Picture&, Response&),
                 const rpc::Call& call, const Request& request, rpc::Reply<Response> reply) const {
    Response& response = reply.NewResponse();
    {
      const std::string& subject = Subject(request);
      const Projection::Reading reading = sources_.projection.Read(subject, call.now);
      if (!reading.ready()) return reply(SourcesNotReady());
      const Picture picture = Picture::Of(reading);
      if (absl::Status status = handler(call, request, picture, response); !status.ok()) return reply(status);
      const std::string question = QuestionOf(call, reply);
      if (kept_->AskedBefore(question)) {
        kept_->Keep(question, {.bytes = response.SerializeAsString(),
                               .subject = subject,
                               .circumstances = CircumstancesOf(reading.version(), picture, call.now)});
      }
      if constexpr (requires { response.add_sources(); }) AddSources(picture, response);
    }
    reply(absl::OkStatus(), response);
  }

  // The busiest way: what was asked before is answered before it is read. Answers are the same for every caller.
  template <typename Response>
  bool AnswerAgain(const rpc::Call& call, const rpc::Reply<Response>& reply) const {
    if (reply.request_bytes().size() > KeptAnswers::kLargest) return false;
    const std::shared_ptr<const KeptAnswers::Answer> kept = kept_->Find(QuestionOf(call, reply));
    if (kept == nullptr) return false;
    Response& sources = reply.NewResponse();
    {
      const Projection::Reading reading = sources_.projection.Read(kept->subject, call.now);
      if (!reading.ready()) return false;
      const Picture picture = Picture::Of(reading);
      if (CircumstancesOf(reading.version(), picture, call.now) != kept->circumstances) return false;
      if constexpr (requires { sources.add_sources(); }) AddSources(picture, sources);
    }
    reply.Serialised(kept->bytes, sources);
    return true;
  }

  void Explain(const rpc::Call& call, const ExplainIndicatorRequest& request,
               rpc::Reply<ExplainIndicatorResponse> reply) const {
    if (absl::Status page = CheckPage(request); !page.ok()) return reply(page);
    const KnownAt* known_at = request.has_known_at() ? &request.known_at() : nullptr;
    WithPicture(call, request.indicator(), known_at, "known_at",
                [this, &call, &request, reply](absl::StatusOr<const Picture*> picture) {
                  if (!picture.ok()) return reply(picture.status());
                  absl::StatusOr<Explained> explained = ExplainIndicator(call, request, **picture);
                  if (!explained.ok()) return reply(explained.status());
                  AddEntriesThenReply(call, request, *std::move(explained), reply);
                });
  }

  void Revision(const rpc::Call& call, const ExplainRevisionRequest& request,
                rpc::Reply<ExplainRevisionResponse> reply) const {
    if (absl::Status page = CheckPage(request); !page.ok()) return reply(page);
    WithPicture(call, request.indicator(), &request.known_before(), "known_before",
                [this, &call, &request, reply](absl::StatusOr<const Picture*> picture) {
                  if (!picture.ok()) return reply(picture.status());
                  const auto before = StandpointOf(call, request, **picture);
                  if (!before.ok()) return reply(before.status());
                  const KnownAt* known_after = request.has_known_after() ? &request.known_after() : nullptr;
                  WithPicture(call, request.indicator(), known_after, "known_after",
                              [this, &call, &request, reply, before = *before](absl::StatusOr<const Picture*> after) {
                                if (!after.ok()) return reply(after.status());
                                CompareThenReply(call, request, before, **after, reply);
                              });
                });
  }

  void Freeze(const rpc::Call& call, const FreezeReportRequest& request, rpc::Reply<Report> reply) const {
    if (sources_.signer == nullptr) return reply(NoSigningKey());
    const KnownAt* known_at = request.has_known_at() ? &request.known_at() : nullptr;
    WithPicture(call, request.parent(), known_at, "known_at",
                [this, &request, reply](absl::StatusOr<const Picture*> picture) {
                  if (!picture.ok()) return reply(picture.status());
                  const absl::StatusOr<ReportContent> content = MakeReport(request, **picture);
                  if (!content.ok()) return reply(content.status());
                  reply(SignReport(*content, *sources_.signer));
                });
  }

  void Verify(const rpc::Call& call, const VerifyReportRequest& request, rpc::Reply<VerifyReportResponse> reply) const {
    const absl::StatusOr<ReportContent> content = ReadReport(request.report());
    if (!content.ok()) return reply(content.status());
    const KnownAt known_at = gateway::QuestionOf(*content).known_at();
    WithPicture(call, content->parent(), &known_at, "report.content.known_at",
                [this, &call, &request, reply, content = *content](absl::StatusOr<const Picture*> picture) {
                  if (!picture.ok()) return reply(picture.status());
                  const absl::StatusOr<ReportContent> again = MakeAgain(content, **picture);
                  // Not made again for want of a service is no sign of a forgery.
                  if (absl::IsUnavailable(again.status())) return reply(again.status());
                  VerifyReportResponse response;
                  response.set_signature_verdict(SignatureOf(request.report(), sources_.signer.get()));
                  response.set_signature_valid(response.signature_verdict() == VerifyReportResponse::SIGNATURE_VALID);
                  response.set_reproduced(again.ok() && SerialiseReport(*again) == request.report().content());
                  *response.mutable_content() = content;
                  // What anyone may have written is not worth a look at every list.
                  if (!response.signature_valid() && !response.reproduced()) return reply(response);
                  WithPicture(call, content.parent(), nullptr, "", [&](absl::StatusOr<const Picture*> present) {
                    if (!present.ok()) return reply(present.status());
                    for (ReportDifference& difference : DifferencesOf(content, **present)) {
                      *response.add_differences() = std::move(difference);
                    }
                    for (ReportRedefinition& redefinition : RedefinitionsOf(content, **present)) {
                      *response.add_redefinitions() = std::move(redefinition);
                    }
                    AddSources(**present, response);
                    reply(response);
                  });
                });
  }

  void Watch(std::shared_ptr<rpc::Stream> stream) const {
    WatchIndicatorValues(sources_.projection, sources_.clock, sources_.loop, std::move(stream));
  }

 private:
  template <typename Response>
  static std::string QuestionOf(const rpc::Call& call, const rpc::Reply<Response>& reply) {
    return absl::StrCat(call.method, " ", status::View(reply.request_bytes()));
  }

  // Up to where the answer's figures were read: what has come since would be told of figures that don't count it, and
  // would be missing when the answer is asked for again.
  template <typename Response>
  static Moment MomentOf(const Response& response) {
    Moment moment;
    for (int i = 0; i < response.sources_size(); ++i) moment.positions[i] = response.sources(i).position();
    return moment;
  }

  void AddEntriesThenReply(const rpc::Call& call, const ExplainIndicatorRequest& request, Explained explained,
                           rpc::Reply<ExplainIndicatorResponse> reply) const {
    EntryRange range{.since = {}, .until = MomentOf(explained.response)};
    if (request.has_known_at()) range.until = *Moment::Read(request.known_at(), call.now, "known_at");
    auto response = std::make_shared<ExplainIndicatorResponse>(std::move(explained.response));
    std::vector<WithEntries> told;
    for (int i = 0; i < response->units_size(); ++i) {
      told.push_back(WithEntries::Of(*response->mutable_units(i), std::move(explained.witnesses[i])));
    }
    AddEntries(sources_.clients, call, std::move(told), range, [response, reply] { reply(std::move(*response)); });
  }

  // The earlier picture is asked for again rather than held while the later one is made, so that callers who wait hold
  // no more of them than the archive keeps, which as a rule has it still.
  void CompareThenReply(const rpc::Call& call, const ExplainRevisionRequest& request, const RevisionStandpoint& before,
                        const Picture& after, rpc::Reply<ExplainRevisionResponse> reply) const {
    absl::StatusOr<RevisionPage> compared = CompareStandpoints(call, request, before, after);
    if (!compared.ok()) return reply(compared.status());
    auto page = std::make_shared<RevisionPage>(*std::move(compared));
    WithPicture(call, request.indicator(), &request.known_before(), "known_before",
                [this, &call, &request, reply, page](absl::StatusOr<const Picture*> picture) {
                  if (!picture.ok()) return reply(picture.status());
                  if (absl::Status status = AddWhatWasKnown(request, **picture, *page); !status.ok()) {
                    return reply(status);
                  }
                  AddEntriesThenReply(call, request, page, reply);
                });
  }

  void AddEntriesThenReply(const rpc::Call& call, const ExplainRevisionRequest& request,
                           const std::shared_ptr<RevisionPage>& page, rpc::Reply<ExplainRevisionResponse> reply) const {
    EntryRange range{.since = *Moment::Read(request.known_before(), call.now, "known_before"),
                     .until = MomentOf(page->response),
                     .latest_only = false};
    if (request.has_known_after()) range.until = *Moment::Read(request.known_after(), call.now, "known_after");
    std::vector<WithEntries> told = {WithEntries::Of(page->response, std::move(page->of_value))};
    for (int i = 0; i < page->response.units_size(); ++i) {
      told.push_back(WithEntries::Of(*page->response.mutable_units(i)->mutable_after(), std::move(page->of_units[i])));
    }
    AddEntries(sources_.clients, call, std::move(told), range, [page, reply] { reply(std::move(page->response)); });
  }

  const IndicatorSources sources_;
  const OwnIndicators own_;
  const std::unique_ptr<KeptAnswers> kept_ = std::make_unique<KeptAnswers>(kKeptAnswers);
};

}  // namespace

rpc::Service IndicatorService(const IndicatorSources& sources) {
  rpc::Service service("ocop.indicators.v1.IndicatorService");
  const auto methods = std::make_shared<const Methods>(sources);
  const auto answer = [&]<typename Request, typename Response>(
                          std::string_view method,
                          absl::Status (*handler)(const rpc::Call&, const Request&, const Picture&, Response&)) {
    service.BindLater<Request, Response>(
        method, [methods, handler](const rpc::Call& call, const Request& request, rpc::Reply<Response> reply) {
          methods->Answer(handler, call, request, std::move(reply));
        });
    service.BindShortcut(method, [methods](const std::shared_ptr<rpc::Exchange>& exchange) {
      return methods->AnswerAgain(exchange->call(), rpc::Reply<Response>(exchange));
    });
  };
  answer("GetIndicator", GetIndicator);
  answer("ListIndicators", ListIndicators);
  answer("GetIndicatorValues", GetIndicatorValues);
  answer("GetTimeSeries", GetTimeSeries);
  answer("ListShortfalls", ListShortfalls);
  answer("ListLocalityRanks", ListLocalityRanks);
  answer("GetPlanProgress", GetPlanProgress);

  const auto bind = [&]<typename Request, typename Response>(
                        std::string_view method,
                        void (Methods::*function)(const rpc::Call&, const Request&, rpc::Reply<Response>) const) {
    service.BindLater<Request, Response>(
        method, [methods, function](const rpc::Call& call, const Request& request, rpc::Reply<Response> reply) {
          ((*methods).*function)(call, request, std::move(reply));
        });
  };
  bind("ExplainIndicator", &Methods::Explain);
  bind("ExplainRevision", &Methods::Revision);
  bind("FreezeReport", &Methods::Freeze);
  bind("VerifyReport", &Methods::Verify);

  const auto own = [&]<typename Request, typename Response>(
                       std::string_view method,
                       void (OwnIndicators::*function)(const rpc::Call&, const Request&, rpc::Reply<Response>) const) {
    service.BindLater<Request, Response>(
        method, [methods, function](const rpc::Call& call, const Request& request, rpc::Reply<Response> reply) {
          (methods->own().*function)(call, request, std::move(reply));
        });
  };
  own("CreateIndicator", &OwnIndicators::Create);
  own("UpdateIndicator", &OwnIndicators::Update);
  own("DeleteIndicator", &OwnIndicators::Delete);
  // They walk through units, of which a province may have a million.
  for (const char* method : {"ListShortfalls", "ExplainIndicator", "ExplainRevision", "FreezeReport", "VerifyReport"}) {
    service.TakesLong(method);
  }
  service.BindStream("WatchIndicatorValues",
                     [methods](std::shared_ptr<rpc::Stream> stream) { methods->Watch(std::move(stream)); });
  return service;
}

}  // namespace ocop::gateway
