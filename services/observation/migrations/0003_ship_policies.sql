-- SPDX-License-Identifier: Apache-2.0
-- Shipped policies. THE CLINICAL FIGURES ARE A PROPOSAL: a clinician must sign them off before they are used on people, as a
-- later version with signed_off_by filled; until then every result says that nobody has.
--
-- Sources. Emergency signs: the health ministry's thirteen (28 April 2020). SpO2: the national guide (mild from 96 %,
-- moderate 2 up to 93 %) and the NHS's home oximetry (93–94 call, up to 92 emergency). Fever: quarano (contacts above
-- 37.9, cases above 39.4), 37.5 for four days (the ministry's advice of February 2020). Symptoms: Sara Alert. NEWS2: the
-- Royal College's thresholds. Admission: Kanagawa, December 2020, and SpO2 up to 95 % from January 2022. Deadlines, drop
-- from the own baseline, scales and missing values: the house's own.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('observation.triage', 1, '-infinity',
   '{"signed_off_by": "",
     "plausible": {"temperature": {"least": 34.0, "most": 41.5}, "spo2": {"least": 80, "most": 100},
                   "pulse": {"least": 40, "most": 160}, "respiratory_rate": {"least": 8, "most": 40}},
     "signs": {"tier": "RED"},
     "spo2": [{"limit": 95, "tier": "YELLOW", "whom": "ANYBODY"}, {"limit": 94, "tier": "ORANGE", "whom": "ANYBODY"},
              {"limit": 92, "tier": "RED", "whom": "ANYBODY"}],
     "spo2_scale_2": [{"limit": 87, "tier": "ORANGE", "whom": "ANYBODY"}, {"limit": 83, "tier": "RED", "whom": "ANYBODY"}],
     "spo2_drop": {"baseline_readings": 2,
                   "steps": [{"limit": 3, "tier": "YELLOW", "whom": "ANYBODY"},
                             {"limit": 4, "tier": "ORANGE", "whom": "ANYBODY"}]},
     "fever": {"counts_from": 37.5, "reducer_allowance": 0.5,
               "steps": [{"limit": 38.0, "tier": "YELLOW", "whom": "CONTACTS"},
                         {"limit": 38.0, "tier": "YELLOW", "whom": "HIGH_RISK"},
                         {"limit": 39.0, "tier": "YELLOW", "whom": "PATIENTS"},
                         {"limit": 39.5, "tier": "ORANGE", "whom": "ANYBODY"}],
               "lasting_days": 4, "lasting_tier": "YELLOW"},
     "symptoms": {"groups": [
         {"name": "BREATHING_SMELL_TASTE", "needed": 1, "fever_from": 0,
          "symptoms": ["COUGH", "DIFFICULTY_BREATHING", "SHORTNESS_OF_BREATH", "LOSS_OF_SMELL", "LOSS_OF_TASTE"]},
         {"name": "GENERAL", "needed": 2, "fever_from": 38.0,
          "symptoms": ["CHILLS", "SHAKING_CHILLS", "MUSCLE_OR_JOINT_PAIN", "HEADACHE", "SORE_THROAT",
                       "NAUSEA_OR_VOMITING", "DIARRHOEA", "FATIGUE", "CONGESTION"]}],
       "contact_tier": "YELLOW", "patient_tier": "GREEN"},
     "news2": {"steps": [{"limit": 5, "tier": "ORANGE", "whom": "ANYBODY"}, {"limit": 7, "tier": "RED", "whom": "ANYBODY"}],
               "three_tier": "ORANGE", "worst_when_missing": [], "least_age": 16},
     "admission": {"ages": [{"from": 65, "points": 2}, {"from": 75, "points": 3}], "unknown_age": 3,
                   "factors": {"DIABETES": 2, "CHRONIC_RESPIRATORY_DISEASE": 2, "SEVERE_CARDIOVASCULAR_DISEASE": 2,
                               "CANCER_UNDER_TREATMENT": 2, "IMMUNOSUPPRESSANTS": 2, "IMMUNODEFICIENCY": 2,
                               "UNCONTROLLED_HYPERTENSION": 1, "SEVERE_KIDNEY_DISEASE": 1, "OBESITY": 1,
                               "AFTER_ORGAN_TRANSPLANT": 1, "DIALYSIS": 6, "LATE_PREGNANCY": 6,
                               "PNEUMONIA_LESS_THAN_HALF": 3, "PNEUMONIA_HALF_OR_MORE": 6, "PNEUMONIA_BOTH_SIDES": 6,
                               "OXYGEN_NEEDED": 5, "LOOKS_SEVERELY_ILL": 1, "ASYMPTOMATIC": -1},
                   "spo2_at_most": 95, "high_risk_at": 3, "admit_at": 5, "tier": "YELLOW"},
     "scales": {"FOOD": [{"limit": 5, "tier": "YELLOW", "whom": "ANYBODY"}],
                "WATER": [{"limit": 4, "tier": "YELLOW", "whom": "ANYBODY"}, {"limit": 5, "tier": "ORANGE", "whom": "ANYBODY"}],
                "URINE": [{"limit": 4, "tier": "YELLOW", "whom": "ANYBODY"}, {"limit": 5, "tier": "ORANGE", "whom": "ANYBODY"}]},
     "carried": ["RESPIRATORY_RATE", "SPO2", "OXYGEN", "PULSE", "TEMPERATURE", "SIGNS", "SYMPTOMS"],
     "missing": [{"item": "TEMPERATURE", "stale_hours": 36, "tier": "YELLOW", "whom": "ANYBODY"},
                 {"item": "SIGNS", "stale_hours": 12, "tier": "YELLOW", "whom": "ANYBODY"},
                 {"item": "SYMPTOMS", "stale_hours": 36, "tier": "YELLOW", "whom": "ANYBODY"},
                 {"item": "SPO2", "stale_hours": 24, "tier": "YELLOW", "whom": "HIGH_RISK"}],
     "contact": {"yellow": {"minutes": 720, "high_risk_minutes": 360}, "orange": {"minutes": 120, "high_risk_minutes": 60},
                 "red": {"minutes": 30, "high_risk_minutes": 15}},
     "severities": [{"name": "NATIONAL", "mild_from": 96, "moderate_2_at_most": 93,
                     "severe": ["INTENSIVE_CARE", "VENTILATOR"]}]}',
   'mimamori', 'mimamori'),
  -- When reports are due, on the wall where the patient is, and what follows so many minutes after one was due: two mails, the
  -- health centre's call list, somebody at the door. The house's own.
  ('observation.monitoring', 1, '-infinity',
   '{"once": [{"begins": "04:00", "due": "10:00"}],
     "twice": [{"begins": "04:00", "due": "10:00"}, {"begins": "15:00", "due": "20:00"}],
     "ladders": {"ordinary": {"remind": 0, "remind_again": 120, "call": 720, "welfare_check": 2160},
                 "high_risk": {"remind": 0, "remind_again": 60, "call": 240, "welfare_check": 1080},
                 "unwell": {"remind": 0, "remind_again": 60, "call": 180, "welfare_check": 720}}}',
   'mimamori', 'mimamori'),
  -- The national rules for the end of the time at home; day 0 is the onset, or the sampling of those without symptoms.
  ('observation.release', 1, '-infinity',
   '{"rules": [{"from": "2020-06-12", "symptomatic": {"days": 10, "hours_improved": 72},
                "inpatient": {"days": 10, "hours_improved": 72}, "asymptomatic_days": 7, "asymptomatic_tested_days": 0},
               {"from": "2022-09-07", "symptomatic": {"days": 7, "hours_improved": 24},
                "inpatient": {"days": 10, "hours_improved": 72}, "asymptomatic_days": 7, "asymptomatic_tested_days": 5}],
     "improved": {"fever_from": 37.5, "still_ill": ["DIFFICULTY_BREATHING", "SHORTNESS_OF_BREATH"],
                  "most_gap_hours": 36}}',
   'mimamori', 'mimamori'),
  -- A report counts for as many days back as a device may have been without a network.
  ('observation.retention', 1, '-infinity', '{"report_days": 365, "oldest_report_days": 7}', 'mimamori', 'mimamori');
