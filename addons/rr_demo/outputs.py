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
            print(f"progress: {model}", flush=True)
            getattr(env[model], method)(folder)
