"""The shells that the commands of the documentation are for, and how a person pastes into them.

A block of a page is pasted into a terminal: into an interactive shell, that is, where zsh takes no comment and bash
looks for history. So the text comes on standard input here, and the shells are started as interactive ones.
"""

import shutil
import subprocess

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i", "-o", "errexit", "-o", "nounset", "-o", "pipefail", "-s"],
    "zsh": ["zsh", "-f", "-i", "-o", "errexit", "-o", "nounset", "-o", "pipefail", "-s"],
}
# Whatever reads the rest of the text from the shell, or ends the shell, keeps this from being printed.
END = "everything was pasted"


def pasted(shell, text, folder, environment, seconds=300):
    """Pastes the text into a shell, which has to get to its end; gives what it prints."""
    assert shutil.which(shell), f"{shell} is not installed; the commands of the pages have to be tried in it"
    answer = subprocess.run(
        SHELLS[shell],
        input=f"{text}\necho '{END}'\n", cwd=folder, env={**environment, "PS1": "", "PS2": "", "HISTFILE": ""},
        # An interactive shell would take over the terminal in which the tests run.
        start_new_session=True, capture_output=True, text=True, timeout=seconds,
    )
    printed, end, rest = answer.stdout.rpartition(f"{END}\n")
    assert answer.returncode == 0 and end and not rest and "event not found" not in answer.stderr, f"{shell}:\n{text}\n{answer.stdout}{answer.stderr}"
    return printed
