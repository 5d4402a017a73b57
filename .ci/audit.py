"""Whether one of the libraries that we pin has a known hole, as far as anybody can be asked.

It fails for a hole, and where the list of libraries cannot be read. Where the service that knows of holes
cannot be asked, that is no fault of the code: it says so, plainly, and passes.
Options are handed on to pip-audit.
"""

import json
import subprocess
import sys
from pathlib import Path

PINNED = Path(__file__).parents[1] / "constraints.txt"
AUDIT = (
    *(sys.executable, "-m", "pip_audit", "--requirement", str(PINNED), "--no-deps", "--disable-pip"),
    *("--progress-spinner", "off", "--timeout", "10", "--format", "json"),
    *("--vulnerability-service", "osv"),
)


def main(options: list[str]) -> int:
    """Ask, tell what came of it, and return the exit code."""
    if _run("--dry-run").returncode:
        print(f"audit: {PINNED.name} cannot be read", file=sys.stderr)
        return 1
    asked = _run(*options)
    try:
        libraries = json.loads(asked.stdout)["dependencies"]
    except ValueError:
        reason = (asked.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"audit: SKIPPED, nothing is known: the service cannot be asked ({reason:.200})")
        return 0
    holes = [(each, hole) for each in libraries for hole in each.get("vulns", ())]
    for library, hole in holes:
        fixed = ", ".join(hole["fix_versions"]) or "none yet"
        print(f"audit: {library['name']} {library['version']}: {hole['id']} (mended in: {fixed})")
    passed_over = [each["name"] for each in libraries if "skip_reason" in each]
    if passed_over:
        print(f"audit: SKIPPED, nothing is known of: {', '.join(passed_over)}")
    if not holes:
        print(f"audit: no known hole in {len(libraries) - len(passed_over)} libraries")
    return 1 if holes else 0


def _run(*options: str) -> subprocess.CompletedProcess[str]:
    # Our own interpreter and file, and options of whoever runs this.
    return subprocess.run([*AUDIT, *options], capture_output=True, text=True, check=False)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
