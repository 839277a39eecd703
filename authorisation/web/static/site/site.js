// The site works without this; with it, some components help a little more.
import { initAll } from "../nhsuk/nhsuk-frontend.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
// The helped field for files hides the field's own button behind one whose name is not what it shows.
for (const field of document.querySelectorAll('[data-module="nhsuk-file-upload"]')) {
  delete field.dataset.module;
}
initAll();
