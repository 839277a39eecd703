"""Build what the pages of the site load: style and script of NHS.UK frontend, style of charts.

`npm ci` installs them; nothing of them is in this tree. Their fonts and their logo may be used by
the NHS alone, and the fonts would be loaded from elsewhere: both are left out.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHARTS = ROOT / "authorisation" / "report" / "formats" / "charts.css"
INSTALLED = ROOT / "node_modules" / "nhsuk-frontend"
BUILT = ROOT / "authorisation" / "web" / "static" / "nhsuk"


def main() -> None:
    """Write the built assets anew."""
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    dist = INSTALLED / "dist" / "nhsuk"
    style = (dist / "nhsuk-frontend.min.css").read_text("utf-8")
    style = re.sub(r"@font-face\{[^}]*\}", "", style).replace("Frutiger W01,", "")
    for image in sorted(set(re.findall(r"url\(/assets/images/([\w-]+\.svg)\)", style))):
        shutil.copy(dist / "assets" / "images" / image, BUILT)
    style = _without_map(style.replace("url(/assets/images/", "url("))
    (BUILT / "nhsuk-frontend.css").write_text(style, "utf-8")
    shutil.copy(CHARTS, BUILT)
    script = _without_map((dist / "nhsuk-frontend.min.js").read_text("utf-8"))
    (BUILT / "nhsuk-frontend.js").write_text(script, "utf-8")


def _without_map(text: str) -> str:
    """The text without the comment that names a file for debuggers, which is not served."""
    return re.sub(r"(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$", "", text)


if __name__ == "__main__":
    main()
