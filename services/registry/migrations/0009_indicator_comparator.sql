-- Which side of a target is the right one: the gateway's name of it, empty for at least.

ALTER TABLE indicator_definition ADD COLUMN comparator text NOT NULL DEFAULT '';
