// A session that was started to be joined is opened, once. The press that started it still counts for the browser, so
// the new tab is not taken for an advertisement; where it is all the same, the link stands in the message.
import { $ } from "./dom.js";

export function openJoined() {
  const link = $("#toasts [data-open]");
  if (!link) return;
  delete link.dataset.open;
  link.click();
}
