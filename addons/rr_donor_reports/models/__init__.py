# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_indicator
from . import rr_indicator_target
from . import rr_report_template
from . import rr_donor_report
from . import donor_report_snapshot
from . import donor_report_money
from . import donor_report_iati
from . import donor_report_files
from . import donor_report_checklist
from . import donor_report_delivery
from . import report_notes
from . import rr_report_delivery
from . import rr_fund_agreement
from . import rr_iati_sector
from . import res_company
from . import res_partner
