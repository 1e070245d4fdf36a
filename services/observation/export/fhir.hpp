// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "services/observation/domain/patient.hpp"
#include "services/observation/export/tables.hpp"

namespace mimamori::observation {

// A patient's reports as FHIR R4 (4.0.1) JSON: a Bundle (collection) of one Patient, and of each report a
// QuestionnaireResponse and an Observation for each reading, by the vital signs profiles (LOINC, UCUM), which names the
// response that it was derived from. No name, no free text. `base`: under which the resources are identified, without a slash
// at the end; nothing has to be served there.
std::string FhirBundle(const std::string& base, const CaseId& id, const std::string& number, const Patient& patient,
                       std::span<const ExportedReport> reports, absl::Time now);

}  // namespace mimamori::observation
