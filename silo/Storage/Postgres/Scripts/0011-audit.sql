-- The audit log: a chain of hashes. Nothing in it is ever changed; whoever means to must take the trigger away first.
CREATE TABLE audit_log
(
    number bigint PRIMARY KEY CHECK (number > 0),
    time_us bigint NOT NULL,
    who text NOT NULL,
    user_id text,
    key_id text,
    address text,
    action text NOT NULL,
    target text NOT NULL,
    outcome text NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'audit_log is append-only';
END
$$;

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
