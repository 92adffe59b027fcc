// Evidence and its files: uploads that go on after a cut, content known by itself, downloads.
#include <gtest/gtest.h>

#include <map>
#include <pqxx/pqxx>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/crypto/sha256.h"
#include "common/status/status.h"
#include "services/evaluation/testing/evaluation_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsInvalidField;
using service::IsRefusal;

constexpr char kUpload[] = "/ocop.evaluation.v1.EvidenceService/UploadAttachment";
constexpr char kDownload[] = "/ocop.evaluation.v1.EvidenceService/DownloadAttachment";

// A PDF of that many bytes, as far as its head says.
std::string Pdf(size_t size) {
  std::string content = "%PDF-1.7\n";
  for (size_t i = content.size(); i < size; ++i) content += static_cast<char>(i * 31 % 251);
  return content;
}

class EvidenceTest : public EvaluationTest {
 protected:
  void SetUp() override { FullDraft("d"); }

  // An attachment that announces `content`; returns its name.
  std::string Announce(const std::string& id, const std::string& content, const std::string& text = "") {
    const auto made = Create<Attachment>(
        id,
        absl::StrCat("file_name: \"a.pdf\" media_type: \"application/pdf\" size_bytes: ", content.size(), " sha256: \"",
                     crypto::Sha256Hex(content), "\" ", text),
        "dossiers/d/evidenceItems/registration");
    EXPECT_TRUE(made.ok()) << made.status();
    return Name("dossiers/d/evidenceItems/registration/attachments/" + id);
  }

  // Sends `content` from `begin` to `end` in parts.
  absl::StatusOr<Attachment> Send(const std::string& name, const std::string& content, size_t begin, size_t end,
                                  size_t part = 1 << 20) {
    std::vector<std::shared_ptr<const google::protobuf::Message>> requests;
    for (size_t offset = begin; offset < end; offset += part) {
      auto request = std::make_shared<UploadAttachmentRequest>();
      request->set_name(name);
      request->set_offset(static_cast<int64_t>(offset));
      request->set_data(content.substr(offset, std::min(part, end - offset)));
      requests.push_back(std::move(request));
    }
    Attachment attachment;
    rpc::CallOptions options;
    options.actor = "producer@example.vn";
    options.roles = "producer";
    const absl::Status status = service().client().UploadAndWait(kUpload, requests, attachment, options);
    if (!status.ok()) return status;
    return attachment;
  }

  absl::StatusOr<std::string> Download(const std::string& name, size_t offset = 0) {
    DownloadAttachmentRequest request;
    request.set_name(name);
    request.set_offset(static_cast<int64_t>(offset));
    std::string content;
    absl::Status outcome;
    absl::Notification finished;
    const auto subscription = service().client().Subscribe(
        kDownload, request, DownloadAttachmentResponse(),
        [&](const google::protobuf::Message& message) {
          const auto& response = static_cast<const DownloadAttachmentResponse&>(message);
          EXPECT_EQ(response.offset(), static_cast<int64_t>(offset + content.size()));
          content += response.data();
        },
        [&](const absl::Status& status) {
          outcome = status;
          finished.Notify();
        });
    finished.WaitForNotification();
    if (!outcome.ok()) return outcome;
    return content;
  }

  // The condition that finds an attachment.
  std::string Row(const std::string& id) const {
    return absl::StrCat("'", parent(), "' = 'provinces/' || province_code AND attachment_id = '", id, "'");
  }

  // Parts of contents that this test has stored.
  int64_t Parts() const {
    return std::stoll(service().database().Value(
        absl::StrCat("SELECT count(*) FROM evaluation.blob_part WHERE key LIKE '", parent(), "/%'")));
  }
};

TEST_F(EvidenceTest, WhatGoesInComesOut) {
  const std::string content = Pdf(3'500'000);
  const std::string name = Announce("a", content);
  const auto sent = Send(name, content, 0, content.size());
  ASSERT_TRUE(sent.ok()) << sent.status();
  EXPECT_TRUE(sent->complete());
  EXPECT_EQ(sent->received_bytes(), 3'500'000);
  EXPECT_EQ(*Download(name), content);
  EXPECT_EQ(*Download(name, 1'500'000), content.substr(1'500'000));
  EXPECT_EQ(*Download(name, content.size()), "");
  EXPECT_THAT(Download(name, content.size() + 1).status(), IsRefusal(absl::StatusCode::kOutOfRange, "WRONG_OFFSET"));
}

TEST_F(EvidenceTest, AnUploadGoesOnWhereItWasCut) {
  const std::string content = Pdf(2'000'000);
  const std::string name = Announce("a", content);
  ASSERT_FALSE(Send(name, content, 0, 700'000, 300'000)->complete());
  const auto cut = Get<Attachment>("dossiers/d/evidenceItems/registration/attachments/a");
  EXPECT_EQ(cut->received_bytes(), 700'000);
  const absl::Status again = Send(name, content, 0, 100).status();
  EXPECT_THAT(again, IsRefusal(absl::StatusCode::kOutOfRange, "WRONG_OFFSET"));
  EXPECT_EQ(status::MetadataOf(again).at("offset"), "700000");
  EXPECT_THAT(Download(name).status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "CONTENT_INCOMPLETE"));
  EXPECT_TRUE(Send(name, content, 700'000, content.size())->complete());
  EXPECT_EQ(*Download(name), content);
  EXPECT_THAT(Send(name, content, 0, 100).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "CONTENT_COMPLETE"));
}

TEST_F(EvidenceTest, ContentIsKnownByItself) {
  const std::string script = "#!/bin/sh\nrm -rf /\n";
  EXPECT_THAT(Send(Announce("a", script), script, 0, script.size()).status(),
              IsRefusal(kInvalidArgument, "CONTENT_REFUSED"));
  // The test file of the antivirus makers, written so that none takes this source for it.
  const std::string eicar = std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-") + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
  EXPECT_THAT(Send(Announce("b", eicar), eicar, 0, eicar.size()).status(),
              IsRefusal(kInvalidArgument, "CONTENT_REFUSED"));
  EXPECT_EQ(Parts(), 0) << "nothing of it stays";
  EXPECT_EQ(Get<Attachment>("dossiers/d/evidenceItems/registration/attachments/b")->received_bytes(), 0);
}

// However it is cut into parts.
TEST_F(EvidenceTest, PicturesAndDocumentsAreKnown) {
  const std::map<std::string, std::string> heads = {
      {"image/png", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0", 29)},
      {"image/jpeg", std::string("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 20)},
      {"application/msword", std::string("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8)}};
  int number = 0;
  for (const auto& [type, head] : heads) {
    const std::string content = head + std::string(3000, '\0');
    const std::string id = absl::StrCat("f", number++);
    const std::string name = Announce(id, content, "media_type: \"" + type + "\"");
    const auto sent = Send(name, content, 0, content.size(), 3);
    ASSERT_TRUE(sent.ok()) << type << ": " << sent.status();
    EXPECT_TRUE(sent->complete()) << type;
  }
}

TEST_F(EvidenceTest, TheHashDecides) {
  const std::string content = Pdf(1000);
  std::string other = content;
  other[500] ^= 1;
  const std::string name = Announce("a", content);
  EXPECT_THAT(Send(name, other, 0, other.size()).status(), IsRefusal(kInvalidArgument, "CONTENT_REFUSED"));
  EXPECT_TRUE(Send(name, content, 0, content.size())->complete()) << "it can be sent again";
}

// Megabytes are looked at while others write: not within the transaction that they share, and without the file's lock.
TEST_F(EvidenceTest, ALookAtTheContentHoldsNobodyUp) {
  const std::string content = Pdf(2000);
  const std::string name = Announce("a", content);
  ASSERT_TRUE(Send(name, content, 0, 1000).ok());
  pqxx::connection holder(service().database().url());
  pqxx::work parts(holder);
  parts.exec("LOCK evaluation.blob_part IN ACCESS EXCLUSIVE MODE");
  absl::StatusOr<Attachment> sent = absl::UnknownError("");
  std::thread sending([&] { sent = Send(name, content, 1000, content.size()); });
  service().database().AwaitLockWaiter();
  EXPECT_EQ(service().database().Value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                                       "wait_event_type = 'Lock' AND backend_xid IS NOT NULL"),
            "0");
  EXPECT_NO_THROW(parts.exec("SELECT FROM evaluation.attachment WHERE " + Row("a") + " FOR UPDATE NOWAIT"));
  parts.commit();
  sending.join();
  ASSERT_TRUE(sent.ok()) << sent.status();
  EXPECT_TRUE(sent->complete());
  EXPECT_EQ(*Download(name), content);
}

// What holds at the end of the look holds no more once the file was changed: it is looked at again.
TEST_F(EvidenceTest, ALookHoldsForTheFileThatWasLookedAt) {
  const std::string content = Pdf(2000);
  const std::string name = Announce("a", content);
  ASSERT_TRUE(Send(name, content, 0, 1000).ok());
  pqxx::connection holder(service().database().url());
  pqxx::work parts(holder);
  parts.exec("LOCK evaluation.blob_part IN ACCESS EXCLUSIVE MODE");
  absl::StatusOr<Attachment> sent = absl::UnknownError("");
  std::thread sending([&] { sent = Send(name, content, 1000, content.size()); });
  service().database().AwaitLockWaiter();
  parts.exec("UPDATE evaluation.attachment SET revision = revision + 1, sha256 = '" + crypto::Sha256Hex("other") +
             "' WHERE " + Row("a"));
  parts.commit();
  sending.join();
  EXPECT_THAT(sent.status(), IsRefusal(kInvalidArgument, "CONTENT_REFUSED"));
  EXPECT_EQ(Parts(), 0);
}

TEST_F(EvidenceTest, SomeTypesAreNotTaken) {
  EXPECT_THAT(Create<Attachment>("a",
                                 "file_name: \"a\" media_type: \"application/x-dosexec\" size_bytes: 1 sha256: \"" +
                                     crypto::Sha256Hex("a") + "\"",
                                 "dossiers/d/evidenceItems/registration")
                  .status(),
              IsInvalidField("attachment.media_type"));
}

TEST_F(EvidenceTest, NotMoreThanAnnounced) {
  const std::string name = Announce("a", Pdf(1000));
  EXPECT_THAT(Send(name, Pdf(1001), 0, 1001).status(), IsInvalidField("data"));
  EXPECT_THAT(Send(name, Pdf(2 << 20), 0, 2 << 20, 2 << 20).status(), IsInvalidField("data"));
}

TEST_F(EvidenceTest, AnIncompleteFileHoldsTheDossier) {
  Announce("a", Pdf(1000));
  AsProducer();
  EXPECT_THAT(Step("SubmitDossier", "d").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "DOSSIER_INCOMPLETE"));
}

TEST_F(EvidenceTest, StaysAsItWasFiled) {
  const std::string content = Pdf(1000);
  const std::string name = Announce("a", content);
  ASSERT_TRUE(Send(name, content, 0, content.size()).ok());
  AsProducer();
  ASSERT_TRUE(Step("SubmitDossier", "d").ok());
  for (const absl::Status& refused :
       {Delete<Attachment>("dossiers/d/evidenceItems/registration/attachments/a"),
        Update<EvidenceItem>("dossiers/d/evidenceItems/registration", "number: \"2\"").status(),
        Create<EvidenceItem>("more", "kind: EVIDENCE_KIND_AWARD display_name: \"x\"", "dossiers/d").status(),
        Send(name, content, 0, content.size()).status()}) {
    EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kFailedPrecondition, "DOSSIER_STATE"));
  }
}

TEST_F(EvidenceTest, DeletingAFileDeletesItsContent) {
  const std::string content = Pdf(1000);
  ASSERT_TRUE(Send(Announce("a", content), content, 0, content.size()).ok());
  ASSERT_EQ(Parts(), 1);
  AsProducer();
  ASSERT_TRUE(Delete<Attachment>("dossiers/d/evidenceItems/registration/attachments/a").ok());
  EXPECT_EQ(Parts(), 0);
}

TEST_F(EvidenceTest, AnUnknownOneGetsNothing) {
  const std::string content = Pdf(100);
  EXPECT_THAT(Send(Name("dossiers/d/evidenceItems/registration/attachments/none"), content, 0, 100).status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(Parts(), 0);
}

}  // namespace
}  // namespace ocop::evaluation
