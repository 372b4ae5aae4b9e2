# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One line at the bottom of a terminal that gives way to whatever else is written there."""

from __future__ import annotations

import os
import unicodedata

_ERASE = "\r\x1b[K"


class StatusLine:
    """Draws on I(stream) where that is a terminal that can erase a line, and nothing anywhere else.

    I(display) is Ansible's, of which there is one. Warnings and questions reach the terminal through it at any time, also from threads, so
    that the line can only give way there.
    """

    def __init__(self, display, stream):
        self._stream = stream
        self._shown = ""
        self.possible = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        if self.possible:
            self._give_way(display)

    def draw(self, text):
        """Shows I(text), cut to the width of the terminal, in place of what was there."""
        if self.possible and text != self._shown:
            self._stream.write(_ERASE + cut(text, os.get_terminal_size(self._stream.fileno()).columns - 1))
            self._stream.flush()
            self._shown = text

    def erase(self):
        """Leaves an empty line."""
        self.draw("")

    def _give_way(self, display):
        write = display.display

        def erase_and_write(*args, **kwargs):
            self.erase()
            return write(*args, **kwargs)

        display.display = erase_and_write


def cut(text, columns):
    """As much of I(text) as fits into I(columns); letters of East Asian scripts take two."""
    taken = 0
    for position, letter in enumerate(text):
        taken += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if taken > columns:
            return text[:position]
    return text
