-- Keys of ASP.NET Core's data protection.
CREATE TABLE data_protection_keys
(
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    xml text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- One row, written to see that the database can be written.
CREATE TABLE data_probe
(
    id integer PRIMARY KEY CHECK (id = 1),
    written_at timestamptz NOT NULL
);
