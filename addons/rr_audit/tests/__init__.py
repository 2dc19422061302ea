# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_append_only
from . import test_chain
from . import test_events
from . import test_guard
from . import test_person
from . import test_prepare
from . import test_replay
from . import test_screen
from . import test_seal
from . import test_writes
