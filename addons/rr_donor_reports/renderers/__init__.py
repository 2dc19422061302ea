# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From a snapshot to files: pure functions, no database, no network.

``sheets`` turns a snapshot into a document (sheets of blocks), ``xlsx``, ``pdf`` and
``iati`` turn that, or the snapshot, into bytes. What a reader sees in one format is
what every other format holds, because all draw from the same document.
"""
from . import canonical
from . import document
from . import words
from . import sheets
from . import xlsx
from . import pdf
from . import iati
