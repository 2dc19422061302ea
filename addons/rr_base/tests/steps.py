# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Steps as people take them."""


def press(records, step, reason=None):
    """Take a step as its button does; where a dialogue asks why, answer it.

    :param records: of a model with steps, as the user who presses
    :param step: key of the model's ``_steps``
    :param reason: text of the dialogue
    :return: what the button gives back to the client
    """
    action = records.with_context(rr_step=step).action_step()
    if isinstance(action, dict) and action.get("res_model") == "rr.transition.reason":
        dialogues = records.env["rr.transition.reason"].with_context(**action["context"])
        return dialogues.create({"reason": reason}).action_confirm()
    return action
