# SPDX-License-Identifier: GPL-3.0-or-later
"""The one exception of this program: a sentence for whoever runs it."""


class BenchError(Exception):
    """Ends the program with exit code 1 and the message."""
