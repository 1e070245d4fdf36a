-- Shipped policy. Least number of recipients: privacy.md 15. Margin 0 and tail 0: Osaka's and tracing.md's defaults.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('exposure.alerts', 1, '-infinity',
   '{"longest_window_minutes": 2880, "oldest_days": 28, "margin_minutes": 0, "tail_minutes": 0, "least_minutes": 1,
     "least_recipients": 5, "mail_unverified": false,
     "contact_text": "お住まいの地域の保健所 / your local health centre"}',
   'mimamori', 'mimamori'),
  -- Days after approval that recipients are kept, so that they can be corrected; then they and the matching key go.
  ('exposure.retention', 1, '-infinity', '{"days": 28}', 'mimamori', 'mimamori');
