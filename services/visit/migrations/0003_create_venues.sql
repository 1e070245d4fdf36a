-- What this service knows of the venues, pulled from venue.StreamChanges: check-ins go on while venue is away.
CREATE TABLE venues (
  venue_id             bigint  PRIMARY KEY,
  display_name         text    NOT NULL,
  address              text    NOT NULL,
  time_zone            text    NOT NULL,
  typical_stay_minutes integer NOT NULL,
  code_epoch           integer NOT NULL,
  deleted              boolean NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON venues TO visit;
