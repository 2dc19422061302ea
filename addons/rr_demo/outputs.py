# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sample outputs of ``./rr demo``: what donors and planners would receive."""

# model → method that writes its files into a folder and returns their paths
WRITERS = {
    "rr.donor.report": "_export_files",
    "rr.transition.scenario": "_export_files",
}


def write_outputs(env, folder):
    """Write the sample outputs of every installed part.

    :param folder: path of an existing folder
    """
    for model, method in WRITERS.items():
        if model in env:
            # ./rr shows these lines; a log would hide them
            print(f"progress: {model}", flush=True)  # pylint: disable=print-used
            getattr(env[model], method)(folder)
