// Copies the text of a button: by the clipboard where the page may, else by what browsers did before there was one.
import { $ } from "./dom.js";
import { translate } from "./catalogue.js";

function copyAsBefore(text) {
  const focused = document.activeElement, field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused.focus();
  return done;
}

// copy takes what the button says in data-copy, and says on it what came of that.
export async function copy(button) {
  const text = button.dataset.copy;
  const done = await navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
  const message = done || copyAsBefore(text) ? translate("Copied") : translate("Copying is not allowed here");
  $("#announce").textContent = message;
  if (button.matches(".btn")) button.lastChild.textContent = message; // a menu is closed by now
}
