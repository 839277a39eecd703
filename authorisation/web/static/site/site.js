// The site works without this; with it, some components help a little more.
import { initAll } from "../nhsuk/nhsuk-frontend.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
