#include "services/evaluation/certificate/document.h"

#include <podofo/podofo.h>
#include <qrencode.h>

#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock/date.h"

namespace ocop::evaluation {
namespace {

using PoDoFo::PdfFont;
using PoDoFo::PdfPainter;
using PoDoFo::PdfString;

// Points in a hundredth of an inch. The modules of the QR code measure whole ones and lie on this grid: whole dots of
// printers and scanners of 200, 300, 600 and 1,200 an inch, where edges between two dots come out grey or uneven.
constexpr double kGrid = 72.0 / 100;
// Points, from the lower left corner of A4 lying, which is as large to the next hundredth of an inch.
constexpr double kWidth = 1169 * kGrid;
constexpr double kHeight = 827 * kGrid;
constexpr double kMargin = 40;
// The square that is the QR code's, its quiet zone within.
constexpr double kQrSize = 180;
// ISO/IEC 18004, 6.3.8: so many modules around a code stay empty.
constexpr int kQuietModules = 4;
// Bytes kept for the signature: the certificate and a signature of RSA 4096 fit in.
constexpr PoDoFo::pdf_int32 kSignatureSize = 12000;

PdfString Utf8(const std::string& text) {
  return PdfString(reinterpret_cast<const PoDoFo::pdf_utf8*>(text.c_str()));
}

std::string DayInWords(const google::type::Date& date) {
  return absl::StrFormat("ngày %02d tháng %02d năm %d", date.day(), date.month(), date.year());
}

// Nothing where there is nothing to say: past recognitions lack some facts.
std::string Labelled(const char* label, const std::string& text) {
  return text.empty() ? "" : absl::StrCat(label, text);
}

struct Line {
  double y;
  double size;
  bool bold;
  std::string text;
};

std::vector<Line> LinesOf(const v1::Recognition& recognition) {
  return {
      {540, 13, true, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
      {522, 12, true, "Độc lập - Tự do - Hạnh phúc"},
      {470, 26, true, "GIẤY CHỨNG NHẬN"},
      {446, 14, true, "SẢN PHẨM OCOP"},
      {414, 12, false, recognition.authority()},
      {396, 12, false, "chứng nhận sản phẩm"},
      {362, 20, true, recognition.product_name()},
      {338, 12, false, absl::StrCat("Mã sản phẩm: ", recognition.product_code())},
      {316, 13, false, Labelled("Chủ thể: ", recognition.producer_name())},
      {298, 11, false, Labelled("Địa chỉ: ", recognition.producer_address())},
      {236, 14, true, absl::StrCat("Đạt hạng ", recognition.stars(), " sao")},
      {208, 11, false,
       absl::StrCat("Theo Quyết định ", Labelled("số ", recognition.decision_number()), " ",
                    DayInWords(recognition.decision_date()))},
      {190, 11, false, absl::StrCat("Có giá trị đến hết ", DayInWords(recognition.expire_date()))},
      {172, 11, false, absl::StrCat("Số giấy chứng nhận: ", recognition.certificate_number())},
  };
}

// A row of five-pointed stars; letters of most typefaces have none.
void DrawStars(PdfPainter& painter, int count) {
  constexpr double kPi = 3.14159265358979323846;
  constexpr double kRadius = 13;
  // Of the inner corners of a regular pentagram.
  constexpr double kInner = kRadius * 0.381966;
  constexpr double kStep = 34;
  painter.SetColor(0.85, 0.6, 0.1);
  for (int star = 0; star < count; ++star) {
    const double x = kWidth / 2 + (star - (count - 1) / 2.0) * kStep;
    for (int corner = 0; corner < 10; ++corner) {
      const double radius = corner % 2 == 0 ? kRadius : kInner;
      const double angle = kPi / 2 + corner * kPi / 5;
      const double to_x = x + radius * std::cos(angle);
      const double to_y = 270 + radius * std::sin(angle);
      if (corner == 0) {
        painter.MoveTo(to_x, to_y);
      } else {
        painter.LineTo(to_x, to_y);
      }
    }
    painter.ClosePath();
  }
  painter.Fill();
  painter.SetColor(0, 0, 0);
}

double OnGrid(double points) {
  // Not one less for what is lost in binary fractions.
  return std::floor(points / kGrid + 1e-6) * kGrid;
}

struct Qr {
  std::unique_ptr<QRcode, void (*)(QRcode*)> code{nullptr, QRcode_free};
  // Size of a module.
  double module = 0;

  int modules() const { return code->width + 2 * kQuietModules; }
};

// Large modules help a phone more than redundancy: as much of it as costs no size of them.
Qr EncodeQr(const std::string& content) {
  Qr best;
  for (const QRecLevel level : {QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H}) {
    Qr qr;
    qr.code.reset(QRcode_encodeString8bit(content.c_str(), 0, level));
    if (!qr.code) break;
    qr.module = OnGrid(kQrSize / qr.modules());
    if (qr.module >= best.module) best = std::move(qr);
  }
  return best;
}

// In the lower right corner.
void DrawQr(PdfPainter& painter, const std::string& content) {
  const Qr qr = EncodeQr(content);
  if (!qr.code) return;
  const double size = qr.modules() * qr.module;
  const double left = OnGrid(kWidth - kMargin - size);
  const double bottom = OnGrid(kMargin);
  painter.SetColor(1, 1, 1);
  painter.Rectangle(left, bottom, size, size);
  painter.Fill();
  painter.SetColor(0, 0, 0);
  for (int row = 0; row < qr.code->width; ++row) {
    for (int column = 0; column < qr.code->width; ++column) {
      if ((qr.code->data[row * qr.code->width + column] & 1) == 0) continue;
      painter.Rectangle(left + (kQuietModules + column) * qr.module,
                        bottom + (kQuietModules + qr.code->width - 1 - row) * qr.module, qr.module, qr.module);
    }
  }
  painter.Fill();
}

// How wide a line may be; beside the code it keeps clear of it on both sides.
double WidthAt(double y) {
  return kWidth - 2 * (y < kMargin + kQrSize ? kMargin + kQrSize : 2 * kMargin);
}

void DrawPage(PoDoFo::PdfMemDocument& document, PoDoFo::PdfPage& page, const v1::Recognition& recognition,
              const std::string& qr_content, const std::string& font_folder) {
  const auto font = [&](const char* file, bool bold) {
    return document.CreateFontSubset("DejaVu Serif", bold, false, false, new PoDoFo::PdfIdentityEncoding(),
                                     absl::StrCat(font_folder, "/", file).c_str());
  };
  PdfFont* plain = font("DejaVuSerif.ttf", false);
  PdfFont* bold = font("DejaVuSerif-Bold.ttf", true);
  PdfPainter painter;
  painter.SetPage(&page);
  painter.SetStrokingColor(0.65, 0.1, 0.1);
  painter.SetStrokeWidth(2);
  painter.Rectangle(kMargin / 2, kMargin / 2, kWidth - kMargin, kHeight - kMargin);
  painter.Stroke();
  for (const Line& line : LinesOf(recognition)) {
    if (line.text.empty()) continue;
    PdfFont* chosen = line.bold ? bold : plain;
    // A long name is set smaller rather than cut.
    double size = line.size;
    chosen->SetFontSize(static_cast<float>(size));
    const double width = chosen->GetFontMetrics()->StringWidth(Utf8(line.text));
    if (width > WidthAt(line.y)) size *= WidthAt(line.y) / width;
    chosen->SetFontSize(static_cast<float>(size));
    painter.SetFont(chosen);
    painter.DrawTextAligned(kMargin, line.y, kWidth - 2 * kMargin, Utf8(line.text), PoDoFo::ePdfAlignment_Center);
  }
  DrawStars(painter, recognition.stars());
  DrawQr(painter, qr_content);
  painter.FinishPage();
}

// Writes the document with a hole for the signature, and fills the hole with the signature over the rest.
std::string WriteSigned(PoDoFo::PdfMemDocument& document, PoDoFo::PdfPage& page, const crypto::Signer& signer) {
  PoDoFo::PdfRefCountedBuffer buffer;
  PoDoFo::PdfOutputDevice device(&buffer);
  PoDoFo::PdfSignOutputDevice output(&device);
  output.SetSignatureSize(kSignatureSize);
  PoDoFo::PdfSignatureField field(&page, PoDoFo::PdfRect(0, 0, 0, 0), &document);
  field.SetFieldName("OCOP");
  field.SetSignatureReason(Utf8("Giấy chứng nhận sản phẩm OCOP"));
  field.SetSignatureDate(PoDoFo::PdfDate());
  field.SetSignature(*output.GetSignatureBeacon());
  document.GetAcroForm()->GetObject()->GetDictionary().AddKey("SigFlags",
                                                              PoDoFo::PdfObject(static_cast<PoDoFo::pdf_int64>(3)));
  document.Write(&output);
  output.AdjustByteRange();
  output.Seek(0);
  std::string covered;
  char piece[16384];
  for (size_t read = 0; (read = output.ReadForSignature(piece, sizeof piece)) > 0;) covered.append(piece, read);
  const std::string signature = signer.SignDetached(covered);
  output.SetSignature(PoDoFo::PdfData(signature.data(), signature.size()));
  output.Flush();
  return std::string(buffer.GetBuffer(), device.GetLength());
}

}  // namespace

absl::StatusOr<std::string> CertificatePdf(const v1::Recognition& recognition, const std::string& qr_content,
                                           const crypto::Signer& signer, const std::string& font_folder) {
  try {
    PoDoFo::PdfError::EnableLogging(false);
    PoDoFo::PdfMemDocument document;
    PoDoFo::PdfPage* page = document.CreatePage(PoDoFo::PdfRect(0, 0, kWidth, kHeight));
    document.GetInfo()->SetTitle(Utf8(absl::StrCat("Giấy chứng nhận OCOP ", recognition.certificate_number())));
    DrawPage(document, *page, recognition, qr_content, font_folder);
    return WriteSigned(document, *page, signer);
  } catch (const PoDoFo::PdfError& error) {
    return absl::InternalError(
        absl::StrCat("the certificate could not be written: ", PoDoFo::PdfError::ErrorName(error.GetError()),
                     " (fonts are read from ", font_folder, ")"));
  }
}

}  // namespace ocop::evaluation
