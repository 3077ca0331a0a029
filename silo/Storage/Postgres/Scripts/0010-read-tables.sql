-- The tables for whoever reads with SQL. All are projections: of the trade log, of the accounts' journal, of the broker summaries and of
-- what grains keep. Nothing here is read to decide anything, and every table can be emptied and made again.

-- What a bar says besides its line. Null in rows that an earlier version wrote, until their day is projected anew.
ALTER TABLE footprint_consolidate
    ADD COLUMN buy_volume numeric,
    ADD COLUMN sell_volume numeric,
    ADD COLUMN unknown_volume numeric,
    ADD COLUMN value numeric,
    ADD COLUMN trades bigint,
    ADD COLUMN min_delta numeric,
    ADD COLUMN max_delta numeric,
    ADD COLUMN vwap numeric,
    ADD COLUMN poc numeric,
    ADD COLUMN vah numeric,
    ADD COLUMN val numeric;

-- The bars with their start as an instant and with the day's cumulative delta, which a trade that comes late moves for all bars behind it.
CREATE VIEW footprint_bars AS
SELECT venue, ticker, day, to_timestamp(t0 / 1000.0) AS start, revision, open, high, low, close, volume, buy_volume, sell_volume, unknown_volume, value, trades, delta,
    min_delta, max_delta, sum(delta) OVER (PARTITION BY venue, ticker, day ORDER BY t0) AS cvd, vwap, poc, vah, val, line -> 'levels' AS levels
FROM footprint_consolidate;

-- Twenty-day features as they were known after the day's close, and the last score of the day's session.
CREATE TABLE daily_features
(
    venue text COLLATE "C" NOT NULL,
    ticker text COLLATE "C" NOT NULL,
    day date NOT NULL,
    -- Features: null on a day without a broker summary.
    days integer,
    insufficient boolean,
    state text,
    smart_net numeric,
    retail_net numeric,
    close numeric,
    close_source text,
    ngr double precision,
    effort double precision,
    result double precision,
    elas double precision,
    z_ngr double precision,
    z_effort double precision,
    z_result double precision,
    z_elas double precision,
    -- Score: null on a day without trades.
    context_date date,
    price_pct double precision,
    delta_pct double precision,
    norm_delta double precision,
    norm_z_ngr double precision,
    price_factor double precision,
    divergence_factor double precision,
    sm_weight double precision,
    hybrid_score double precision,
    final_score double precision,
    absorption double precision,
    signal text,
    risk text,
    PRIMARY KEY (venue, ticker, day)
) PARTITION BY RANGE (day);

-- What a broker bought and sold; values in the instrument's currency. Its category is the one of most of its value on the day.
CREATE TABLE broker_flow_daily
(
    venue text COLLATE "C" NOT NULL,
    ticker text COLLATE "C" NOT NULL,
    day date NOT NULL,
    broker text COLLATE "C" NOT NULL,
    category text NOT NULL,
    buy_value numeric NOT NULL,
    sell_value numeric NOT NULL,
    net_value numeric NOT NULL,
    buy_lots bigint NOT NULL,
    sell_lots bigint NOT NULL,
    PRIMARY KEY (venue, ticker, day, broker)
) PARTITION BY RANGE (day);

-- The category map: each entry holds from its date until the broker's next one.
CREATE TABLE brokers
(
    code text COLLATE "C" NOT NULL,
    since date NOT NULL,
    name text NOT NULL,
    category text NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (code, since)
);

-- Every order as it is now; day is the one in Western Indonesian Time on which it was made. Prices per share.
CREATE TABLE orders
(
    account text COLLATE "C" NOT NULL,
    day date NOT NULL,
    ordinal bigint NOT NULL,
    client_order_id text,
    -- All numbers that it had at the broker, the one in force last.
    broker_order_nos text[] NOT NULL,
    code text NOT NULL,
    side text NOT NULL,
    price numeric NOT NULL,
    lots bigint NOT NULL,
    lot_size integer NOT NULL,
    filled_lots bigint NOT NULL,
    avg_price numeric,
    state text NOT NULL,
    reason text,
    flags text NOT NULL,
    tif text NOT NULL,
    origin text NOT NULL,
    phantom_id text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (account, day, ordinal)
) PARTITION BY RANGE (day);

-- Every fill; seq is the number of its event in the account. A number can come to belong to another order: join by orders.broker_order_nos.
CREATE TABLE fills
(
    account text COLLATE "C" NOT NULL,
    day date NOT NULL,
    broker_order_no text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    code text NOT NULL,
    side text NOT NULL,
    lots bigint NOT NULL,
    lot_size integer NOT NULL,
    price numeric NOT NULL,
    price_known boolean NOT NULL,
    fee numeric NOT NULL,
    filled_at timestamptz NOT NULL,
    PRIMARY KEY (account, day, broker_order_no, seq)
) PARTITION BY RANGE (day);

-- What called for attention.
CREATE TABLE signals
(
    venue text COLLATE "C" NOT NULL,
    ticker text COLLATE "C" NOT NULL,
    day date NOT NULL,
    -- 'divergence:' and the risk.
    kind text COLLATE "C" NOT NULL,
    raised_at timestamptz NOT NULL,
    severity text NOT NULL,
    signal text NOT NULL,
    score double precision NOT NULL,
    price numeric NOT NULL,
    reasons text[] NOT NULL,
    PRIMARY KEY (venue, ticker, day, kind)
) PARTITION BY RANGE (day);

-- How far a projection is in each of its sources, written with the rows.
CREATE TABLE table_progress
(
    projection text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    -- What the projection needs to go on from there.
    state bytea,
    PRIMARY KEY (projection, source)
);

-- Days before the first one of a table were deleted: projections do not bring them back by themselves.
CREATE TABLE table_floor
(
    name text COLLATE "C" PRIMARY KEY,
    first_day date NOT NULL
);

-- A summary is due for broker_flow_daily while the revision that was projected is not its own. By a trigger, because processes of an
-- earlier version write this table during an upgrade.
ALTER TABLE broker_summary_raw
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    ADD COLUMN projected bigint NOT NULL DEFAULT 0;

CREATE INDEX broker_summary_due ON broker_summary_raw (day, venue, ticker) WHERE projected <> revision;

CREATE FUNCTION sssaham_summary_revised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END
$$;

CREATE TRIGGER revised BEFORE UPDATE OF file ON broker_summary_raw FOR EACH ROW EXECUTE FUNCTION sssaham_summary_revised();

-- With TimescaleDB in the database these tables are hypertables of a chunk a day instead of partitioned.
DO $$
DECLARE
    name text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
        RETURN;
    END IF;

    FOREACH name IN ARRAY ARRAY['daily_features', 'broker_flow_daily', 'orders', 'fills', 'signals'] LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO partitioned', name);
        EXECUTE format('CREATE TABLE %I (LIKE partitioned INCLUDING ALL)', name);
        DROP TABLE partitioned;
        PERFORM create_hypertable(name::regclass, 'day', chunk_time_interval => INTERVAL '1 day');
    END LOOP;
END
$$;

-- Makes room for a day where the table is partitioned.
CREATE FUNCTION sssaham_add_table_day(parent text, of_day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = quote_ident(parent)::regclass) = 'p' THEN
        PERFORM sssaham_add_day(parent, of_day, false);
    END IF;
END
$$;

-- Removes a day of a table. The lock on the table is short, but waits for those who read it: whoever calls bounds the wait.
CREATE FUNCTION sssaham_drop_day(parent text, of_day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = quote_ident(parent)::regclass) = 'p' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('sssaham_add_day ' || parent, 0));
        EXECUTE format('DROP TABLE IF EXISTS %I', parent || '_' || to_char(of_day, 'YYYYMMDD'));
    ELSE
        EXECUTE format('DELETE FROM %I WHERE day = $1', parent) USING of_day;
    END IF;
END
$$;

-- The days of a table before a date. Rows of a partition are the planner's estimate where it has one.
CREATE FUNCTION sssaham_days(parent text, before date) RETURNS TABLE (of_day date, row_count bigint, byte_count bigint) LANGUAGE plpgsql AS $$
DECLARE
    child record;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = quote_ident(parent)::regclass) <> 'p' THEN
        RETURN QUERY EXECUTE format('SELECT t.day, count(*), sum(pg_column_size(t.*))::bigint FROM %I t WHERE t.day < $1 GROUP BY t.day ORDER BY t.day', parent) USING before;
        RETURN;
    END IF;

    FOR child IN
        SELECT c.oid, c.relname, c.reltuples, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = quote_ident(parent)::regclass
        ORDER BY 4
    LOOP
        CONTINUE WHEN child.day >= before;
        of_day := child.day;
        row_count := child.reltuples::bigint;
        byte_count := pg_total_relation_size(child.oid);
        IF row_count < 0 THEN
            EXECUTE format('SELECT count(*) FROM %I', child.relname) INTO row_count;
        END IF;

        RETURN NEXT;
    END LOOP;
END
$$;
