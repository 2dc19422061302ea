# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines with few new payees are shown together with a neighbour.

A fixed grant size reveals a count: 6,000 paid in grants of 3,000 is two persons.
"""


def merge_small(lines, threshold):
    """Group lines so that no group tells of 1 to threshold − 1 new payees alone.

    A line with few new payees takes in the next line until the group has enough
    payees, or another line with spending of its own beside it (which hides what the
    few were paid). What is left over at the end joins the group before it.

    :param lines: list of dicts with ``payees`` (persons first paid this year) and
        ``spent`` (anything paid: bool); ``fixed`` lines never take part
    :param threshold: least number of payees that may stand alone
    :return: list of lists of indexes into ``lines``

    >>> merge_small([{"payees": 2, "spent": True}, {"payees": 9, "spent": True}], 5)
    [[0, 1]]
    >>> merge_small([{"payees": 7, "spent": True}, {"payees": 0, "spent": True}], 5)
    [[0], [1]]
    """
    groups, current = [], []
    for index, line in enumerate(lines):
        if line.get("fixed"):
            groups.append([index])
            continue
        current.append(index)
        if not _is_small(lines, current, threshold):
            groups.append(current)
            current = []
    if current:
        previous = [
            group for group in groups if not any(lines[i].get("fixed") for i in group)
        ]
        if previous:
            previous[-1].extend(current)
        else:
            groups.append(current)
    return sorted((sorted(group) for group in groups), key=lambda group: group[0])


def _is_small(lines, group, threshold):
    payees = sum(lines[index]["payees"] for index in group)
    if payees == 0 or payees >= threshold:
        return False
    others = [i for i in group if not lines[i]["payees"] and lines[i]["spent"]]
    return not others
