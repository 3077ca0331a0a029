-- The trade log and, apart from it, the accounts' journal: batches by stream and day, and the epoch that may write a stream.

-- Adds the partition of a day to a table; safe for several processes at once, and beside writers of other days.
CREATE FUNCTION sssaham_add_day(parent text, of_day date, keep_inline boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    child text := parent || '_' || to_char(of_day, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('sssaham_add_day ' || parent, 0));
    IF to_regclass(quote_ident(child)) IS NOT NULL THEN
        RETURN;
    END IF;

    -- Made apart and then attached: CREATE TABLE ... PARTITION OF would lock the whole table against its writers.
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
    IF keep_inline THEN
        EXECUTE format('ALTER TABLE %I SET (toast_tuple_target = 8160)', child);
    END IF;

    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, of_day, of_day + 1);
END
$$;

CREATE TABLE trade_log
(
    stream text COLLATE "C" NOT NULL,
    day date NOT NULL,
    sequence bigint NOT NULL,
    count integer NOT NULL,
    packed bytea NOT NULL,
    PRIMARY KEY (stream, day, sequence)
) PARTITION BY RANGE (day);

-- Packed trades do not get smaller.
ALTER TABLE trade_log ALTER COLUMN packed SET STORAGE EXTERNAL;

CREATE TABLE trade_log_epochs
(
    stream text COLLATE "C" PRIMARY KEY,
    epoch bigint NOT NULL
);

-- Which days a stream has, so that nobody needs to look through the partitions.
CREATE TABLE trade_log_days
(
    stream text COLLATE "C" NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (stream, day)
);

CREATE TABLE order_log
(
    stream text COLLATE "C" NOT NULL,
    day date NOT NULL,
    sequence bigint NOT NULL,
    count integer NOT NULL,
    packed bytea NOT NULL,
    PRIMARY KEY (stream, day, sequence)
) PARTITION BY RANGE (day);

ALTER TABLE order_log ALTER COLUMN packed SET STORAGE EXTERNAL;

CREATE TABLE order_log_epochs
(
    stream text COLLATE "C" PRIMARY KEY,
    epoch bigint NOT NULL
);

CREATE TABLE order_log_days
(
    stream text COLLATE "C" NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (stream, day)
);
