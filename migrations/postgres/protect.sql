-- What every table has, whichever migration made it. The program runs this after
-- the migrations, each time it starts; it changes only what is not so already. All
-- of it goes by what tables there are, so a new table needs nothing here.

-- Who belongs to the role televisit_app goes by it, and can read and write rows but
-- change no table. A role that cannot be made here, for want of the right to, is to
-- be made by whoever runs the server; until then the owner of the tables works.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'televisit_app') THEN
        CREATE ROLE televisit_app NOLOGIN;
        GRANT televisit_app TO CURRENT_USER;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$;

-- Each transaction says whose rows it is about, in televisit.org: one organization's,
-- or * for what crosses them. All other rows are hidden from it, and from the owner.
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
        WHERE c.relnamespace = current_schema::regnamespace AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY of_org ON %I USING (org_id = current_setting(''televisit.org'', true)
            OR current_setting(''televisit.org'', true) = ''*'')', name);
    END LOOP;
END $$;

-- Each transaction that changes a table says so to all processes, and which of them
-- it is (televisit.node).
CREATE OR REPLACE FUNCTION televisit_notify() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_notify('televisit', coalesce(current_setting('televisit.node', true), ''));
    RETURN NULL;
END $$;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = current_schema::regnamespace AND c.relkind = 'r' AND c.relname <> 'goose_db_version'
            AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'televisit_notify')
    LOOP
        EXECUTE format('CREATE TRIGGER televisit_notify AFTER INSERT OR UPDATE OR DELETE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION televisit_notify()', name);
    END LOOP;
END $$;

DO $$ DECLARE name text; BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'televisit_app') THEN
        RETURN;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO televisit_app', current_schema);
    FOR name IN SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = current_schema::regnamespace AND c.relkind = 'r' AND c.relname <> 'goose_db_version'
            AND NOT has_table_privilege('televisit_app', c.oid, 'DELETE')
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO televisit_app', name);
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;
