-- Broker summaries as they were sent. A file that is not settled waits until everything derived from it is stored.
CREATE TABLE broker_summary_raw
(
    venue text COLLATE "C" NOT NULL,
    ticker text COLLATE "C" NOT NULL,
    day date NOT NULL,
    settled boolean NOT NULL,
    file bytea NOT NULL,
    PRIMARY KEY (venue, ticker, day)
);

CREATE INDEX broker_summary_pending ON broker_summary_raw (venue, ticker, day) WHERE NOT settled;

-- Documents that other programs read, by the names of the files that a data folder has.
CREATE TABLE flow_document
(
    name text COLLATE "C" PRIMARY KEY,
    document json NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now()
);
