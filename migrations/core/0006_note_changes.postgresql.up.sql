-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whoever writes one of the tables that the server answers from leaves a line here in the same
-- transaction: the server compares the lines that it sees with those that it saw. Lines are only
-- added, so that writers never wait for each other. The notification is a hint that saves waiting
-- for the next look; it has a table's name and a number, never a row (8,000 bytes are the limit).
CREATE TABLE outlet_changes (
    epoch BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject TEXT NOT NULL
);

-- Other programs need no right on outlet_changes; the schema is that of the table that changed,
-- whatever their search_path is.
CREATE FUNCTION outlet_note_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $note$
DECLARE
    noted BIGINT;
BEGIN
    EXECUTE format('INSERT INTO %I.outlet_changes (subject) VALUES ($1) RETURNING epoch',
                   TG_TABLE_SCHEMA)
        INTO noted USING TG_TABLE_NAME;
    IF noted % 256 = 0 THEN
        -- Rows that another one is deleting are his: nobody waits here either.
        EXECUTE format('DELETE FROM %1$I.outlet_changes WHERE epoch IN (SELECT epoch '
                       'FROM %1$I.outlet_changes WHERE epoch <= $1 FOR UPDATE SKIP LOCKED)',
                       TG_TABLE_SCHEMA)
            USING noted - 256;
    END IF;
    PERFORM pg_notify('outlet_changes', TG_TABLE_NAME || ' ' || noted);
    RETURN NULL;
END;
$note$;

REVOKE ALL ON FUNCTION outlet_note_change() FROM PUBLIC;

CREATE TRIGGER plugins_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON plugins
    FOR EACH STATEMENT EXECUTE FUNCTION outlet_note_change();
CREATE TRIGGER platforms_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON platforms
    FOR EACH STATEMENT EXECUTE FUNCTION outlet_note_change();
CREATE TRIGGER platform_services_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON platform_services
    FOR EACH STATEMENT EXECUTE FUNCTION outlet_note_change();
CREATE TRIGGER platform_service_configs_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON platform_service_configs
    FOR EACH STATEMENT EXECUTE FUNCTION outlet_note_change();
CREATE TRIGGER environments_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON environments
    FOR EACH STATEMENT EXECUTE FUNCTION outlet_note_change();
CREATE TRIGGER env_platform_configs_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON env_platform_configs
    FOR EACH STATEMENT EXECUTE FUNCTION outlet_note_change();
CREATE TRIGGER env_platform_service_configs_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON env_platform_service_configs
    FOR EACH STATEMENT EXECUTE FUNCTION outlet_note_change();
