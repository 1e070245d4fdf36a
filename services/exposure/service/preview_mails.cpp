// SPDX-License-Identifier: Apache-2.0
// The mails of an exposure, as those whom they are for would read them.
#include "services/exposure/jobs/alert_mails.hpp"
#include "services/exposure/service/exposure_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::exposure {
namespace {

// What the officer asks for, else what the exposure says.
absl::StatusOr<v1::MailKind> KindOf(v1::MailKind asked, Level level) {
  switch (asked) {
    case v1::MAIL_KIND_UNSPECIFIED:
      return level == Level::kCluster ? v1::MAIL_KIND_CLUSTER : v1::MAIL_KIND_CAUTION;
    case v1::MAIL_KIND_CAUTION:
    case v1::MAIL_KIND_CLUSTER:
    case v1::MAIL_KIND_CORRECTION: return asked;
    default: return platform::BadField("kind", "UNKNOWN_KIND", "an exposure has no such mail");
  }
}

}  // namespace

absl::StatusOr<v1::PreviewedMails> ExposureService::DoPreviewMails(const Call& call,
                                                                   const v1::PreviewMailsRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(Exposure exposure, rooms_.store.Get(call.deadline, id, call.caller->areas));
  ASSIGN_OR_RETURN(const v1::MailKind asked, KindOf(request.kind(), exposure.level));
  const MailKind kind = asked == v1::MAIL_KIND_CORRECTION ? MailKind::kCorrection : MailKind::kAlert;
  exposure.level = asked == v1::MAIL_KIND_CLUSTER ? Level::kCluster : Level::kCaution;
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(exposure.time_zone, &zone)) return absl::InternalError("an exposure's time zone is unknown");
  // By the words of the moment of approval, as the mails.
  const auto approved = kind == MailKind::kAlert ? exposure.approved_at : exposure.correction.approved_at;
  ASSIGN_OR_RETURN(const AlertPolicy policy,
                   rooms_.store.AlertPolicyAt(call.deadline, approved.value_or(call.now)));
  mail::v1::RenderTextRequest text;
  text.set_template_(TemplateOf(kind, exposure.level));
  text.set_area_code(exposure.area.ToString());
  google::protobuf::Map<std::string, std::string> parameters;
  Fill(kind, exposure, ContactTextOf(kind, exposure, policy, rooms_.contact_hosts), {exposure.start, exposure.end}, zone,
       parameters);
  for (const auto& [name, value] : parameters) {
    mail::v1::SampleParameter& parameter = *text.add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
  v1::PreviewedMails previewed;
  previewed.set_kind(asked);
  for (const std::string_view language : platform::kLanguages) {
    text.set_language(std::string(language));
    mail::v1::RenderedText written;
    const auto context = neighbours_.mail.Context(call);
    RETURN_IF_ERROR(platform::rpc::FromGrpc(texts_->RenderText(context.get(), text, &written)));
    v1::PreviewedMail& mail = *previewed.add_mails();
    mail.set_language(text.language());
    mail.set_subject(written.subject());
    mail.set_text(written.text());
    mail.set_reviewed(written.reviewed());
    mail.set_own_text(written.own_text());
  }
  return previewed;
}

}  // namespace mimamori::exposure
