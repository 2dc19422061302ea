# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_split
from . import test_fund_entry
from . import test_grant_path
from . import test_duties
from . import test_ledger_property
from . import test_concurrency
from . import test_overlap_rules
from . import test_overlap
from . import test_municipal_list
from . import test_amendment
from . import test_payment
from . import test_recovery
from . import test_grant_guards
from . import test_verify
from . import test_rates
from . import test_activity_funding
from . import test_papers
from . import test_statement
from . import test_history_import
from . import test_trail
from . import test_rpc
<<<<<<< HEAD
from . import test_start_page
=======
from . import test_community_call
from . import test_community_closing
from . import test_community_conflict
from . import test_community_balance
from . import test_community_papers
>>>>>>> community
