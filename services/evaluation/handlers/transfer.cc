#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "services/evaluation/access.h"
#include "services/evaluation/handlers/evidence.h"
#include "services/evaluation/handlers/with_producer.h"
#include "services/evaluation/rules/media_type.h"
#include "services/evaluation/store/blobs.h"
#include "services/evaluation/store/tables.h"

namespace ocop::evaluation {
namespace {

using ocop::journal::v1::JournalEntry;
using status::WithReason;
using v1::Attachment;
using v1::DownloadAttachmentRequest;
using v1::DownloadAttachmentResponse;
using v1::UploadAttachmentRequest;

constexpr size_t kLargestPart = 1 << 20;
// What is looked at to tell a type.
constexpr size_t kHead = 256 << 10;

absl::Status WrongOffset(const std::string& name, int64_t offset, int64_t expected) {
  return WithReason(
      absl::OutOfRangeError(absl::StrCat("offset ", offset, " is not where ", name, " goes on: ", expected)),
      "WRONG_OFFSET", {{"name", name}, {"offset", absl::StrCat(expected)}});
}

absl::Status Refused(const std::string& name, const std::string& problem) {
  return WithReason(absl::InvalidArgumentError(absl::StrCat(name, " is not taken: ", problem)), "CONTENT_REFUSED",
                    {{"name", name}, {"problem", problem}});
}

// Looks at a content that has arrived in full; what is wrong with it, or "".
absl::StatusOr<std::string> Inspect(database::Transaction& transaction, const Attachment& attachment) {
  crypto::Sha256 hash;
  std::string head;
  for (int64_t offset = 0; offset < attachment.size_bytes();) {
    OCOP_ASSIGN_OR_RETURN(const std::string part, GetPart(transaction, attachment.name(), offset));
    if (part.empty()) return absl::DataLossError(absl::StrCat("a part of ", attachment.name(), " is missing"));
    // However it was cut: containers tell what they hold some way in.
    if (head.size() < kHead) head.append(part, 0, kHead - head.size());
    hash.Update(part);
    offset += static_cast<int64_t>(part.size());
  }
  const std::string sha256 = hash.Hex();
  if (sha256 != attachment.sha256()) return absl::StrCat("its SHA-256 is ", sha256);
  const std::string type = MediaTypeOf(head);
  if (!IsOfType(type, attachment.media_type())) return absl::StrCat("its content is of type ", type);
  return "";
}

// One upload: a transaction for each part, so that what has arrived stays.
class Receiver : public std::enable_shared_from_this<Receiver> {
 public:
  Receiver(const resource::Home& home, std::shared_ptr<rpc::Upload> upload) : home_(home), upload_(std::move(upload)) {}

  void Next() {
    upload_->Next([self = shared_from_this()](const absl::StatusOr<const google::protobuf::Message*>& request) {
      if (!request.ok()) return self->upload_->Answer(request.status());
      if (*request == nullptr) return self->Finish();
      self->Take(static_cast<const UploadAttachmentRequest&>(**request));
    });
  }

 private:
  void Finish() {
    if (attachment_.name().empty()) {
      return upload_->Answer(status::InvalidField("name", "the stream has no message"));
    }
    upload_->Answer(&attachment_);
  }

  void Take(const UploadAttachmentRequest& request) {
    database::Change change;
    change.body = [self = shared_from_this(), &request](database::Transaction& transaction) {
      return self->Store(transaction, request);
    };
    change.done = [self = shared_from_this()](const absl::Status& status) {
      const absl::Status& outcome = status.ok() ? self->refusal_ : status;
      if (!outcome.ok()) return self->upload_->Answer(outcome);
      self->Next();
    };
    change.deadline = upload_->call().deadline;
    home_.database.writes().Submit(std::move(change));
  }

  absl::Status CheckPart(const Attachment& attachment, const UploadAttachmentRequest& request) const {
    if (!attachment_.name().empty() && attachment_.name() != request.name()) {
      return status::InvalidField("name", "must be the same in every message of the stream");
    }
    if (request.data().empty()) return status::InvalidField("data", "must not be empty");
    if (request.data().size() > kLargestPart) return status::InvalidField("data", "is longer than 1 MiB");
    if (attachment.complete()) {
      return WithReason(absl::FailedPreconditionError(absl::StrCat(request.name(), " is complete")),
                        "ATTACHMENT_COMPLETE", {{"name", request.name()}});
    }
    if (request.offset() != attachment.received_bytes()) {
      return WrongOffset(request.name(), request.offset(), attachment.received_bytes());
    }
    if (request.offset() + static_cast<int64_t>(request.data().size()) > attachment.size_bytes()) {
      return status::InvalidField("data", absl::StrCat("goes beyond the ", attachment.size_bytes(), " bytes stated"));
    }
    return absl::OkStatus();
  }

  absl::Status Store(database::Transaction& transaction, const UploadAttachmentRequest& request) {
    resource::Scope scope(transaction, upload_->call(), home_.schema, "");
    refusal_ = absl::OkStatus();
    OCOP_RETURN_IF_ERROR(RequireWithProducer(scope, request.name(), "UploadAttachment"));
    OCOP_ASSIGN_OR_RETURN(Attachment attachment, scope.Read<Attachment>(AttachmentTable(), request.name(), true));
    OCOP_RETURN_IF_ERROR(CheckPart(attachment, request));
    OCOP_RETURN_IF_ERROR(PutPart(transaction, attachment.name(), request.offset(), request.data()));
    attachment.set_received_bytes(request.offset() + static_cast<int64_t>(request.data().size()));
    if (attachment.received_bytes() == attachment.size_bytes()) {
      OCOP_ASSIGN_OR_RETURN(const std::string problem, Inspect(transaction, attachment));
      attachment.set_complete(problem.empty());
      if (!problem.empty()) {
        // Committed, and told as an error after that: nothing of a refused content stays.
        refusal_ = Refused(attachment.name(), problem);
        attachment.set_received_bytes(0);
        OCOP_RETURN_IF_ERROR(DeleteBlob(transaction, attachment.name()));
      }
    }
    OCOP_RETURN_IF_ERROR(AttachmentTable().Update(transaction, attachment));
    scope.Record(AttachmentTable(), JournalEntry::ACTION_UPDATE, attachment);
    attachment_ = std::move(attachment);
    return absl::OkStatus();
  }

  const resource::Home& home_;
  const std::shared_ptr<rpc::Upload> upload_;
  Attachment attachment_;
  absl::Status refusal_;
};

// One download: the next part is read when the one before has left.
class Sender : public std::enable_shared_from_this<Sender> {
 public:
  Sender(const resource::Home& home, std::shared_ptr<rpc::Stream> stream)
      : home_(home),
        stream_(std::move(stream)),
        request_(static_cast<const DownloadAttachmentRequest&>(stream_->request())) {
    response_.set_offset(request_.offset());
  }

  void Start() {
    Read([self = shared_from_this()](database::Transaction& transaction) -> absl::Status {
      OCOP_ASSIGN_OR_RETURN(const auto found, AttachmentTable().Read(transaction, self->request_.name(), false));
      const auto& attachment = static_cast<const Attachment&>(*found);
      if (!attachment.complete()) {
        return WithReason(absl::FailedPreconditionError(absl::StrCat(attachment.name(), " has not arrived in full")),
                          "ATTACHMENT_INCOMPLETE", {{"name", attachment.name()}});
      }
      self->size_ = attachment.size_bytes();
      if (self->request_.offset() > attachment.size_bytes()) {
        return WrongOffset(attachment.name(), self->request_.offset(), attachment.size_bytes());
      }
      return absl::OkStatus();
    });
  }

 private:
  void Read(std::function<absl::Status(database::Transaction&)> before) {
    home_.database.Read(
        database::Isolation::kAutoCommit, stream_->call().deadline,
        [self = shared_from_this(), before = std::move(before)](database::Transaction& transaction) -> absl::Status {
          if (before) OCOP_RETURN_IF_ERROR(before(transaction));
          OCOP_ASSIGN_OR_RETURN(*self->response_.mutable_data(),
                                GetPart(transaction, self->request_.name(), self->response_.offset()));
          return absl::OkStatus();
        },
        [self = shared_from_this()](const absl::Status& status) { self->Send(status); });
  }

  void Send(const absl::Status& status) {
    if (!status.ok()) return stream_->Finish(status);
    if (response_.data().empty()) {
      return stream_->Finish(response_.offset() == size_ ? absl::OkStatus()
                                                         : absl::DataLossError("the attachment was deleted meanwhile"));
    }
    stream_->Write(response_, [self = shared_from_this()](bool written) {
      if (!written) return self->stream_->Finish(absl::CancelledError("the caller went away"));
      self->response_.set_offset(self->response_.offset() + static_cast<int64_t>(self->response_.data().size()));
      self->Read(nullptr);
    });
  }

  const resource::Home& home_;
  const std::shared_ptr<rpc::Stream> stream_;
  const DownloadAttachmentRequest& request_;
  DownloadAttachmentResponse response_;
  int64_t size_ = 0;
};

}  // namespace

void BindTransfer(rpc::Service& service, const Context& context) {
  const resource::Home& home = context.home;
  service.BindUpload("UploadAttachment", [&home](std::shared_ptr<rpc::Upload> upload) {
    std::make_shared<Receiver>(home, std::move(upload))->Next();
  });
  service.BindStream("DownloadAttachment", [&home](std::shared_ptr<rpc::Stream> stream) {
    std::make_shared<Sender>(home, std::move(stream))->Start();
  });
}

}  // namespace ocop::evaluation
