// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/text_service.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

absl::StatusOr<const Template*> Named(std::string_view name) {
  const auto& all = Templates();
  const auto found = std::ranges::find(all, name, &Template::name);
  if (found == all.end()) return platform::BadField("template", "UNKNOWN_TEMPLATE", "there is no such template");
  return &*found;
}

// An area outside the caller's is as good as none.
absl::Status CheckArea(const platform::rpc::Call& call, const std::string& area_code) {
  if (area_code.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(area_code));
  if (call.caller->areas.empty() || call.caller->Covers(area)) return absl::OkStatus();
  return platform::NotFound("AREA_UNKNOWN", "there is no such area among yours");
}

absl::StatusOr<Parameters> ParametersIn(const v1::RenderTextRequest& request) {
  Parameters parameters;
  for (const v1::SampleParameter& each : request.parameters()) {
    if (!parameters.emplace(each.name(), each.value()).second) {
      return platform::BadField("parameters", "PARAMETER_REPEATED", "a parameter is there twice");
    }
  }
  return parameters;
}

// The draft alone, for the area and language that are asked for.
absl::StatusOr<AreaTexts> WriteDraft(const Template& mail, const v1::RenderTextRequest& request,
                                     const std::string& language, const Renderer& renderer, const OwnUrls& own) {
  auto written = AreaTexts::Write(mail,
                                  {{.area_code = request.area_code(),
                                    .language = language,
                                    .subject = request.draft().subject(),
                                    .text = request.draft().text(),
                                    .reviewed = request.draft().reviewed()}},
                                  renderer.words(), own);
  if (written.ok()) return written;
  const std::string field = platform::FieldOf(written.status());  // "texts[0].subject"
  const std::string part = field.substr(std::min(field.find('.') + 1, field.size()));
  return platform::BadField(part == "area_code" ? part : "draft." + part, platform::ReasonOf(written.status()),
                            std::string(written.status().message()));
}

}  // namespace

absl::StatusOr<v1::RenderedText> TextService::DoRenderText(const platform::rpc::Call& call,
                                                             const v1::RenderTextRequest& request) {
  ASSIGN_OR_RETURN(const Template* const mail, Named(request.template_()));
  RETURN_IF_ERROR(CheckArea(call, request.area_code()));
  ASSIGN_OR_RETURN(const std::string language, platform::ParseLanguage(request.language()));
  const OwnUrls own{surroundings_.public_url, surroundings_.staff_url};
  ASSIGN_OR_RETURN(const Parameters parameters, ParametersIn(request));
  RETURN_IF_ERROR(CheckParameters(*mail, parameters, own));
  ASSIGN_OR_RETURN(const auto policies, surroundings_.texts(call.deadline, call.now));
  AreaTexts texts;  // none where the policy can't be used: then the shipped texts leave
  if (const auto found = policies->by_template.find(std::string(mail->name)); found != policies->by_template.end()) {
    texts = found->second;
  }
  if (request.has_draft()) {
    ASSIGN_OR_RETURN(const AreaTexts draft, WriteDraft(*mail, request, language, renderer_, own));
    texts.Replace(draft);
  }
  const Texts rendered = renderer_.Render(*mail, LanguageOf(language), parameters, &texts, request.area_code());
  v1::RenderedText response;
  response.set_subject(rendered.subject);
  response.set_text(rendered.text);
  response.set_html(rendered.html);
  response.set_reviewed(rendered.reviewed);
  response.set_own_text(rendered.own_text);
  return response;
}

}  // namespace mimamori::mail
