// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/poster_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/print/symbol.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/venue/domain/code_list.hpp"
#include "services/venue/domain/typed_code.hpp"
#include "services/venue/poster/print.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/imprint.hpp"
#include "services/venue/service/operators_venue.hpp"

namespace mimamori::venue {
namespace {

using mimamori::rpc::v1::Document;
using platform::print::Symbol;

constexpr int kMostPrints = 4;  // at once, of all operators
constexpr int kMostCopies = 100;
constexpr int kStickersOnAPage = 12;
constexpr size_t kPartSize = 64 * 1024;

absl::StatusOr<SheetKind> ParseSheet(v1::Sheet sheet) {
  switch (sheet) {
    case v1::SHEET_UNSPECIFIED:
    case v1::SHEET_POSTER:
      return SheetKind::kPoster;
    case v1::SHEET_TENT:
      return SheetKind::kTent;
    case v1::SHEET_STICKERS:
      return SheetKind::kStickers;
    default:
      return platform::BadField("sheet", "UNKNOWN_SHEET", "a sheet is posters, tents or stickers");
  }
}

const char* FileNameOf(SheetKind kind) {
  if (kind == SheetKind::kTent) return "tents.pdf";
  return kind == SheetKind::kStickers ? "stickers.pdf" : "posters.pdf";
}

// Passes a file on in parts of a handy size; the first says what it is.
class Parts {
 public:
  Parts(const char* file_name, platform::rpc::Sink<Document>& sink) : sink_(sink) {
    part_.set_content_type("application/pdf");
    part_.set_file_name(file_name);
  }
  bool Take(std::string_view bytes) {
    part_.mutable_content()->append(bytes);
    return part_.content().size() < kPartSize || Flush();
  }
  bool Flush() {
    const bool wanted = sink_.Write(part_);
    part_.Clear();
    return wanted;
  }

 private:
  platform::rpc::Sink<Document>& sink_;
  Document part_;
};

// One of the few that may be drawn at a time.
class Turn {
 public:
  explicit Turn(std::atomic<int>& count) : count_(count), mine_(count.fetch_add(1) < kMostPrints) {}
  ~Turn() { count_.fetch_sub(1); }
  Turn(const Turn&) = delete;
  bool mine() const { return mine_; }

 private:
  std::atomic<int>& count_;
  const bool mine_;
};

}  // namespace

grpc::ServerWriteReactor<Document>* PosterService::GetPrint(grpc::CallbackServerContext* context,
                                                              const v1::GetPrintRequest* request) {
  return runner_.Stream<Document>(context, request, std::bind_front(&PosterService::DoGetPrint, this));
}

absl::Status PosterService::DoGetPrint(const Call& call, const v1::GetPrintRequest& request,
                                         platform::rpc::Sink<Document>& sink) {
  ASSIGN_OR_RETURN(const SheetKind kind, ParseSheet(request.sheet()));
  ASSIGN_OR_RETURN(auto languages, ParseLanguages(request.languages()));
  if (request.copies() < 0 || request.copies() > kMostCopies) {
    return platform::BadField("copies", "BAD_COUNT", "copies are 0 to 100");
  }
  ASSIGN_OR_RETURN(const Venue venue, OperatorsVenue(call, rooms_.store));
  ASSIGN_OR_RETURN(std::vector<Space> spaces,
                   rooms_.store.ListSpaces(call.deadline, venue.id, 0, static_cast<int>(kMostSpaces)));
  const SpaceTree tree(std::move(spaces));
  ASSIGN_OR_RETURN(const std::vector<PlacedSpace> codes, CodesOf(tree, request.space(), request.below()));
  const Turn turn(printing_);
  if (!turn.mine()) {
    return platform::Failure(absl::StatusCode::kUnavailable, "BUSY", "several prints are under way; try again shortly");
  }

  const bool full_page = kind == SheetKind::kStickers && codes.size() == 1;
  const int copies = request.copies() > 0 ? request.copies() : full_page ? kStickersOnAPage : 1;
  Parts parts(FileNameOf(kind), sink);
  Print print(kind, ImprintOf(venue, rooms_.address, std::move(languages), call.now),
              [&parts](std::string_view bytes) { return parts.Take(bytes); });
  for (const PlacedSpace& code : codes) {
    const std::string text = code.space == nullptr ? CodeOf(venue, rooms_.codes) : CodeOf(venue, *code.space, rooms_.codes);
    const Label label{.place = code.place,
                      .code_url = rooms_.address.CodeUrl(text),
                      .typed_code = DisplayTypedCode(venue.typed_code)};
    for (int copy = 0; copy < copies; ++copy) RETURN_IF_ERROR(print.Add(label));
  }
  RETURN_IF_ERROR(print.Finish());
  return parts.Flush() ? absl::OkStatus() : absl::CancelledError("nobody takes the file");
}

absl::StatusOr<v1::KioskCode> PosterService::DoGetKioskCode(const Call& call, const v1::GetKioskCodeRequest& request) {
  ASSIGN_OR_RETURN(const Venue venue, OperatorsVenue(call, rooms_.store));
  v1::KioskCode out;
  VenueCode code{.venue = venue.id, .space = 0, .epoch = venue.code_epoch};
  if (request.space() != 0) {
    ASSIGN_OR_RETURN(const auto path, rooms_.store.PathToSpace(call.deadline, venue.id, request.space()));
    code.space = path.back().number;
    code.epoch = EpochOf(venue, path.back());
    for (const Space& space : path) out.add_space_names(space.name);
  }
  const int64_t minute = MinuteOf(call.now);
  out.set_code_url(rooms_.address.CodeUrl(rooms_.codes.WriteKiosk(code, minute)));
  ASSIGN_OR_RETURN(const Symbol symbol, Symbol::Of(out.code_url()));
  out.set_svg(ToSvg(symbol));
  const absl::Time next = absl::UnixEpoch() + absl::Minutes(minute + 1);
  *out.mutable_expire_time() = platform::rpc::ToTimestamp(next);
  out.set_next_seconds(static_cast<int32_t>(absl::ToInt64Seconds(absl::Ceil(next - call.now, absl::Seconds(1)))));
  out.set_venue_name(venue.details.display_name);
  return out;
}

}  // namespace mimamori::venue
