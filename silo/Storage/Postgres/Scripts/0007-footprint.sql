-- One-minute footprint bars: a projection of the trade log, the last revision of each minute.
CREATE TABLE footprint_consolidate
(
    venue text COLLATE "C" NOT NULL,
    ticker text COLLATE "C" NOT NULL,
    day date NOT NULL,
    -- Start of the minute, milliseconds since 1970 UTC.
    t0 bigint NOT NULL,
    revision integer NOT NULL,
    -- Prices in the venue's currency; volume and delta in lots.
    open numeric NOT NULL,
    high numeric NOT NULL,
    low numeric NOT NULL,
    close numeric NOT NULL,
    volume numeric NOT NULL,
    delta numeric NOT NULL,
    -- The whole bar with its levels, as the file archive writes it.
    line json NOT NULL,
    PRIMARY KEY (venue, ticker, day, t0)
) PARTITION BY RANGE (day);

-- The days of an instrument and the log's sequence up to which each is complete; -1 when that is not known.
CREATE TABLE footprint_complete
(
    venue text COLLATE "C" NOT NULL,
    ticker text COLLATE "C" NOT NULL,
    day date NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (venue, ticker, day)
);
