-- SPDX-License-Identifier: GPL-3.0-or-later
-- The triggers go with the function.
DROP FUNCTION outlet_note_change() CASCADE;
DROP TABLE outlet_changes;
