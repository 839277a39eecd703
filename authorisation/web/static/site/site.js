// The site works without this; with it, some components help a little more.
import { initAll } from "../nhsuk/nhsuk-frontend.js";

// A file is chosen with the browser's own control: the component's is called otherwise than it reads.
for (const upload of document.querySelectorAll('[data-module="nhsuk-file-upload"]')) {
  upload.removeAttribute("data-module");
}
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
// The helped field for files hides the field's own button behind one whose name is not what it shows.
for (const field of document.querySelectorAll('[data-module="nhsuk-file-upload"]')) {
  delete field.dataset.module;
}
initAll();
