-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE placeholder_0006 (id INTEGER);
