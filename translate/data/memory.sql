-- What a translation memory holds. Read by translate/memory/store.py, which raises _SCHEMA when this changes.
-- hash, key: XXH3 (64 bits) of the sentence and of its comparison key. signature 0: a person.
CREATE TABLE signatures(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE units(
  id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, key INTEGER NOT NULL, signature INTEGER NOT NULL,
  source TEXT NOT NULL, target TEXT NOT NULL, score REAL,
  notes TEXT NOT NULL, reasons TEXT NOT NULL, made INTEGER NOT NULL);
CREATE UNIQUE INDEX units_hash ON units(hash, signature);
CREATE INDEX units_human ON units(key) WHERE signature = 0;
CREATE VIRTUAL TABLE words USING fts5(text, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE frequencies USING fts5vocab(words, row);
