"""What the database computes by itself since migration 0004, and keeps in step; one thing, since its functions call each other.

Never to be changed once it was released, but replaced by a later migration.
"""

# Bodies in SQL itself: they are bound when they are made, so that a restore, which sets an empty search path, can compute with them.
# Times in records carry their offset, which is what makes reading them immutable.
# Words are searched and names compared without the marks of letters, so that Erdogan finds Erdoğan: by normalisation, since the
# extension unaccent may be missing. Quotation marks, dashes and symbols that are not ASCII become such, or spaces: with LC_CTYPE=C
# PostgreSQL takes them for letters. `db.snippets` does the same, letter by letter.
FUNCTIONS = (
    """
CREATE FUNCTION plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(words) = length(words) THEN words
ELSE regexp_replace(
    translate(
        regexp_replace(normalize(words, NFD), '[\\u0300-\\u036f\\u00ad\\u200b-\\u200f\\u2060\\ufeff]+', '', 'g'),
        '‘’ʼ‐‑–ØøŁłĐđĦħıŦŧ', '''''''---OoLlDdHhiTt'
    ),
    '[\\u00a0-\\u00bf\\u00d7\\u00f7\\u2000-\\u2bff\\u2e00-\\u2e7f\\u3000-\\u303f\\ufe00-\\ufe6f\\uff01-\\uff0f\\U0001f000-\\U0001faff]', ' ', 'g'
) END
""",
    """
CREATE FUNCTION spelling(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(lower(plain(name)), 300)
""",
    """
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(left(lower(plain(name)), 120), '[\\x01- !-/:-@\\[-`{-~]+', ' ', 'g'))
""",
    """
CREATE FUNCTION instant(written text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN written::timestamptz
""",
    # What has no day is in no span of days; nor has a range that ends before it begins any.
    """
CREATE FUNCTION days_of(starts_on date, ends_on date) RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN starts_on <= ends_on OR (starts_on IS NULL) <> (ends_on IS NULL) THEN daterange(starts_on, ends_on, '[]') END
""",
    """
CREATE FUNCTION times_of(first_at timestamptz, last_at timestamptz) RETURNS tstzrange LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN first_at <= last_at THEN tstzrange(first_at, last_at, '[]') END
""",
    """
CREATE FUNCTION texts(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT jsonb_array_elements_text(list))
""",
    """
CREATE FUNCTION sources_of(record jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT DISTINCT mention ->> 'source' FROM jsonb_array_elements(record -> 'mentions') AS mention ORDER BY 1)
""",
    # Steps of the history say which articles told of an event that is told of no more.
    """
CREATE FUNCTION articles_of(record jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT DISTINCT found #>> '{}' FROM jsonb_path_query(record, '$.*[*].article_id') AS found ORDER BY 1)
""",
    """
CREATE FUNCTION parties_of(record jsonb)
RETURNS TABLE (role text, "position" smallint, entity_id uuid, name text, country text, sectors text[]) LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
BEGIN ATOMIC
    WITH voices (speaker) AS (SELECT record -> 'said_by' UNION SELECT jsonb_path_query(record, '$.claims[*].said_by'))
    SELECT side, (place - 1)::smallint, replace(party ->> 'id', 'ent_', '')::uuid, party ->> 'name', party ->> 'country', texts(party -> 'sectors')
    FROM (
        SELECT 'actor', party, place FROM jsonb_array_elements(record -> 'actors') WITH ORDINALITY AS actors (party, place)
        UNION ALL SELECT 'recipient', party, place FROM jsonb_array_elements(record -> 'recipients') WITH ORDINALITY AS recipients (party, place)
        UNION ALL SELECT 'speaker', speaker, row_number() OVER (ORDER BY speaker) FROM voices WHERE jsonb_typeof(speaker) = 'object'
    ) AS sides (side, party, place);
END
""",
    # What may be typed for an entity: its name (place 0), another name (1), either from a later word on (2).
    """
CREATE FUNCTION names_of(record jsonb) RETURNS TABLE (key text, place smallint) LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
BEGIN ATOMIC
    WITH names (name, place) AS (SELECT record ->> 'name', 0 UNION ALL SELECT jsonb_array_elements_text(record -> 'aliases'), 1),
    spelled AS (SELECT names.place, string_to_array(name_key(name), ' ') AS words FROM names)
    SELECT array_to_string(words[n:], ' '), min(CASE WHEN n = 1 THEN spelled.place ELSE 2 END)::smallint
    FROM spelled, generate_series(1, least(coalesce(cardinality(words), 0), 8)) AS n GROUP BY 1;
END
""",
    """
CREATE FUNCTION words_at(record jsonb, path jsonpath) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000
RETURN (
    SELECT to_tsvector('pg_catalog.english', plain(left(coalesce(string_agg(found #>> '{}', E'\\n'), ''), 20000)))
    FROM jsonb_path_query(record, path) AS found
)
""",
    """
CREATE FUNCTION event_words(record jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000
RETURN
    setweight(words_at(record, '$.actors[*].name') || words_at(record, '$.recipients[*].name') || words_at(record, '$.place.name'), 'A') ||
    setweight(words_at(record, '$.mentions[*].title') || words_at(record, '$.object.text') || words_at(record, '$.topics[*].text'), 'B') ||
    setweight(words_at(record, '$.mentions[*].evidence[*].exact'), 'C')
""",
    """
CREATE FUNCTION article_words(title text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000
RETURN setweight(to_tsvector('pg_catalog.english', plain(left(title, 10000))), 'A') || to_tsvector('pg_catalog.english', plain(body))
""",
)

# Of a text that has too many different words for a tsvector (1 MB) as much from its beginning as can be had: nothing that is
# taken in may fail here. The text of an article whose source keeps none is the sentences that are left of it.
READ_ARTICLE_WORDS = """
CREATE FUNCTION read_article_words(title text, body text, sentences jsonb) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    kept text := left(concat_ws(E'\\n', body, (SELECT string_agg(span ->> 'exact', E'\\n') FROM jsonb_array_elements(sentences) AS span)), 150000);
BEGIN
    LOOP
        BEGIN
            RETURN article_words(title, kept);
        EXCEPTION WHEN program_limit_exceeded THEN
            kept := left(kept, length(kept) / 2);
        END;
    END LOOP;
END
$$
"""

# Words are read when an article is settled, not when it is posted: that would more than double the cost at the door. While new words
# wait to be read, an article has none here; nor has it as a copy, since its original has them, or when it was taken down.
KEEP_ARTICLE_WORDS = """
CREATE FUNCTION keep_article_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_new boolean := TG_OP = 'INSERT';
    its_language text;
    its_time timestamptz;
BEGIN
    IF NOT is_new THEN
        is_new := (OLD.title, OLD.text, OLD.sentences) IS DISTINCT FROM (NEW.title, NEW.text, NEW.sentences);
    END IF;
    IF is_new OR NEW.state IN ('duplicate', 'retracted') THEN
        DELETE FROM article_words WHERE article_id = NEW.id;
    END IF;
    IF NEW.state IN ('done', 'dead', 'unsupported_language', 'rejected') THEN
        SELECT body #>> '{language,code}', (body ->> 'published_at')::timestamptz INTO its_language, its_time FROM extractions WHERE article_id = NEW.id;
        its_language := coalesce(NEW.language, its_language);
        its_time := coalesce(NEW.published_at, its_time, NEW.received_at);
        UPDATE article_words SET state = NEW.state, source = NEW.source, language = its_language, at = its_time WHERE article_id = NEW.id;
        IF NOT FOUND THEN
            INSERT INTO article_words (article_id, state, source, language, at, words)
            VALUES (NEW.id, NEW.state, NEW.source, its_language, its_time, read_article_words(NEW.title, NEW.text, NEW.sentences));
        END IF;
    END IF;
    RETURN NULL;
END
$$
"""

# Beside its parties, what can be suggested: codes that occur, and how heavy an entity is, which is about the binary logarithm of how many
# events name it (R. Morris, Counting large numbers of events in small registers, CACM 21, 1978; the die is a hash, so that it falls the
# same again). A count would rewrite the rows of those who are in the news with every event, and whatever a backup keeps alive of them.
KEEP_PARTIES = """
CREATE FUNCTION keep_parties() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    known uuid[] := ARRAY(SELECT entity_id FROM event_parties WHERE event_id = NEW.id AND entity_id IS NOT NULL);
BEGIN
    DELETE FROM event_parties WHERE event_id = NEW.id;
    INSERT INTO event_parties SELECT NEW.id, parties.* FROM parties_of(NEW.record) AS parties;
    UPDATE entity_names SET weight = weight + 1
    WHERE entity_id IN (SELECT entity_id FROM event_parties WHERE event_id = NEW.id) AND entity_id <> ALL (known) AND weight < 30
        AND hashtextextended(NEW.id::text || entity_id::text, 0) & ((1::bigint << weight) - 1) = 0;
    INSERT INTO codes (kind, value)
    SELECT 'type', NEW.type UNION SELECT 'mode', NEW.mode WHERE NEW.mode IS NOT NULL
    UNION SELECT 'context', unnest(NEW.contexts) UNION SELECT 'source', unnest(NEW.sources)
    UNION SELECT 'country', country FROM event_parties WHERE event_id = NEW.id AND country IS NOT NULL
    UNION SELECT 'sector', unnest(sectors) FROM event_parties WHERE event_id = NEW.id
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
"""

KEEP_NAMES = """
CREATE FUNCTION keep_names() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept smallint := coalesce((SELECT max(weight) FROM entity_names WHERE entity_id = NEW.id), 0);
BEGIN
    DELETE FROM entity_names WHERE entity_id = NEW.id;
    INSERT INTO entity_names (entity_id, key, place, weight) SELECT NEW.id, key, place, kept FROM names_of(NEW.record);
    RETURN NULL;
END
$$
"""

# Where the log lives. A restored dump is another database, or another table in it; a database that was recovered to an earlier point or
# promoted is another timeline. A hosted server may refuse to tell of itself, and then the rest decides.
LOG_HOME = """
CREATE FUNCTION log_home() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    cluster text := '?';
    timeline text := '?';
BEGIN
    BEGIN
        SELECT system_identifier INTO cluster FROM pg_control_system();
        timeline := left(pg_walfile_name(pg_current_wal_lsn()), 8);  -- pg_control_checkpoint() tells of a promotion only after a checkpoint
    EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
        NULL;
    END;
    RETURN concat_ws('/', cluster, timeline, (SELECT oid FROM pg_database WHERE datname = current_database()), 'log_state'::regclass::oid);
END
$$
"""

# Under the lock of append_changes(), which calls it. Numbers go on after a restore; the epoch tells the lost ones from those that follow.
# Subscriptions were restored with the log, and go on in it.
SETTLE_LOG = """
CREATE FUNCTION settle_log(anew boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    here text := log_home();
    begun text := left(gen_random_uuid()::text, 8);
    known text;
BEGIN
    PERFORM pg_advisory_xact_lock(7233188);
    SELECT home INTO known FROM log_state;
    IF known IS NULL THEN
        UPDATE log_state SET home = here;
    END IF;
    IF NOT anew AND coalesce(known, here) = here THEN
        RETURN NULL;
    END IF;
    UPDATE log_state SET epoch = begun, home = here;
    UPDATE webhooks SET epoch = begun;
    PERFORM pg_notify('dateline_changes', last_seq::text) FROM log_state;
    RETURN begun;
END
$$
"""

APPEND_CHANGES = """
CREATE OR REPLACE FUNCTION append_changes(
    kinds text[], ops text[], object_ids uuid[], versions integer[], records jsonb[], befores jsonb[], noted_at timestamptz
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    amount integer := coalesce(cardinality(kinds), 0);
    newest bigint;
BEGIN
    PERFORM settle_log();
    UPDATE log_state SET last_seq = last_seq + amount RETURNING last_seq INTO newest;
    IF amount > 0 THEN
        PERFORM set_config('dateline.appending', 'on', true);
        INSERT INTO changes (seq, kind, op, object_id, version, record, before, at)
        SELECT newest - amount + n, kind, op, object_id, version, record, before, noted_at
        FROM unnest(kinds, ops, object_ids, versions, records, befores)
            WITH ORDINALITY AS entry (kind, op, object_id, version, record, before, n);
        PERFORM set_config('dateline.appending', 'off', true);
        PERFORM pg_notify('dateline_changes', newest::text);
    END IF;
    RETURN newest;
END
$$
"""

# As in migration 0003, and it counts, so that whoever keeps changes in memory looks them up again.
# Under the lock of append_changes(), which is called after it.
REDACT_CHANGES = """
CREATE OR REPLACE FUNCTION redact_changes(entries jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7233188);
    PERFORM set_config('dateline.redacting', 'on', true);
    UPDATE changes SET record = entry.record, before = entry.before
    FROM jsonb_to_recordset(entries) AS entry (seq bigint, record jsonb, before jsonb)
    WHERE changes.seq = entry.seq;
    PERFORM set_config('dateline.redacting', 'off', true);
    UPDATE log_state SET redactions = redactions + 1;
END
$$
"""

TRIGGERS = (
    "CREATE TRIGGER parties_of_event AFTER INSERT OR UPDATE OF record ON events FOR EACH ROW EXECUTE FUNCTION keep_parties()",
    "CREATE TRIGGER names_of_new_entity AFTER INSERT ON entities FOR EACH ROW EXECUTE FUNCTION keep_names()",
    """
CREATE TRIGGER names_of_changed_entity AFTER UPDATE OF record ON entities FOR EACH ROW
WHEN ((OLD.record -> 'name', OLD.record -> 'aliases') IS DISTINCT FROM (NEW.record -> 'name', NEW.record -> 'aliases')) EXECUTE FUNCTION keep_names()
""",
    """
CREATE TRIGGER words_of_new_article AFTER INSERT ON articles FOR EACH ROW
WHEN (NEW.state IN ('done', 'dead', 'unsupported_language', 'rejected')) EXECUTE FUNCTION keep_article_words()
""",
    """
CREATE TRIGGER words_of_settled_article AFTER UPDATE OF state ON articles FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NEW.state IN ('done', 'dead', 'unsupported_language', 'rejected', 'duplicate', 'retracted'))
EXECUTE FUNCTION keep_article_words()
""",
    """
CREATE TRIGGER words_of_changed_article AFTER UPDATE OF title, text, sentences, source, language, published_at ON articles FOR EACH ROW
EXECUTE FUNCTION keep_article_words()
""",
)
