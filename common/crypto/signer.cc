#include "common/crypto/signer.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"

namespace ocop::crypto {
namespace {

template <auto free>
struct Free {
  template <class Pointer>
  void operator()(Pointer* pointer) const {
    free(pointer);
  }
};

using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo_free>>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

using X509Pointer = std::unique_ptr<X509, Free<X509_free>>;

X509Pointer ReadCertificate(const std::string& file) {
  const Bio bio(BIO_new_file(file.c_str(), "r"));
  return X509Pointer(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

// Instead of asking at the terminal.
int NoPassword(char*, int, int, void*) {
  return -1;
}

std::string NameOf(const EVP_PKEY& key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(&key, &der);
  const std::string bytes(reinterpret_cast<const char*>(der), static_cast<size_t>(std::max(size, 0)));
  OPENSSL_free(der);
  return Sha256Hex(bytes);
}

absl::Status Unreadable(const std::string& file, const char* what) {
  return absl::InvalidArgumentError(absl::StrCat(file, " holds no ", what, " in PEM form"));
}

}  // namespace

struct Signer::Keys {
  X509Pointer certificate;
  std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key;
  // Of the certificate, and of those before it.
  std::vector<std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>> trusted;
};

Signer::Signer(std::unique_ptr<Keys> keys) : keys_(std::move(keys)) {}
Signer::~Signer() = default;

absl::StatusOr<std::shared_ptr<const Signer>> Signer::Load(const std::string& certificate_file,
                                                           const std::string& key_file,
                                                           const std::vector<std::string>& earlier_certificates) {
  auto keys = std::make_unique<Keys>();
  keys->certificate = ReadCertificate(certificate_file);
  if (!keys->certificate) return Unreadable(certificate_file, "certificate");
  if (const Bio bio(BIO_new_file(key_file.c_str(), "r")); bio) {
    keys->key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr));
  }
  if (!keys->key) return Unreadable(key_file, "private key without a password");
  if (X509_check_private_key(keys->certificate.get(), keys->key.get()) != 1) {
    return absl::InvalidArgumentError(absl::StrCat(key_file, " is not the key of ", certificate_file));
  }
  keys->trusted.emplace_back(X509_get_pubkey(keys->certificate.get()));
  for (const std::string& file : earlier_certificates) {
    const X509Pointer certificate = ReadCertificate(file);
    if (!certificate) return Unreadable(file, "certificate");
    keys->trusted.emplace_back(X509_get_pubkey(certificate.get()));
  }
  std::shared_ptr<const Signer> signer(new Signer(std::move(keys)));
  if (!signer->Verify("trial", signer->Sign("trial")) || signer->SignDetached("trial").empty()) {
    return absl::InvalidArgumentError(absl::StrCat(key_file, " can't sign with SHA-256"));
  }
  return signer;
}

std::string Signer::KeyName() const {
  return NameOf(*keys_->key);
}

bool Signer::Knows(std::string_view key_name) const {
  return std::any_of(keys_->trusted.begin(), keys_->trusted.end(),
                     [&](const auto& key) { return NameOf(*key) == key_name; });
}

std::string Signer::Sign(std::string_view bytes) const {
  const Digest digest(EVP_MD_CTX_new());
  size_t size = 0;
  if (EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, keys_->key.get()) != 1 ||
      EVP_DigestSign(digest.get(), nullptr, &size, Bytes(bytes), bytes.size()) != 1) {
    return "";
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Bytes(bytes),
                     bytes.size()) != 1) {
    return "";
  }
  signature.resize(size);
  return signature;
}

bool Signer::Verify(std::string_view bytes, std::string_view signature) const {
  return std::any_of(keys_->trusted.begin(), keys_->trusted.end(), [&](const auto& key) {
    const Digest digest(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
           EVP_DigestVerify(digest.get(), Bytes(signature), signature.size(), Bytes(bytes), bytes.size()) == 1;
  });
}

std::string Signer::SignDetached(std::string_view bytes) const {
  const Bio content(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  constexpr unsigned int kFlags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP;
  const Cms cms(CMS_sign(keys_->certificate.get(), keys_->key.get(), nullptr, content.get(), kFlags));
  unsigned char* der = nullptr;
  const int size = cms ? i2d_CMS_ContentInfo(cms.get(), &der) : 0;
  std::string signature(reinterpret_cast<const char*>(der), static_cast<size_t>(std::max(size, 0)));
  OPENSSL_free(der);
  return signature;
}

}  // namespace ocop::crypto
