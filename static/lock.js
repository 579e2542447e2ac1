// Locking keeps the form that is open and not sent: it leaves with the form that locks, and comes back when its page does.
import { $, $$ } from "./dom.js";
import { dialogPage } from "./dialog.js";
import { translate } from "./catalogue.js";

const lock = () => $("#lock");
const channel = lock() || $("[data-locked]") ? new BroadcastChannel("televisit") : null; // to the other tabs
const longest = 40_000; // characters: a body is read up to 64 KiB
let heard = false; // it is another tab that was locked

const typedIn = (form) => [...form.elements].filter((e) =>
  e.name && !e.disabled && e.matches("textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit])"));

function isChanged(e) {
  if (e.matches("[type=checkbox], [type=radio]")) return e.checked !== e.defaultChecked;
  if (e.matches("select")) return e.selectedIndex !== Math.max(0, [...e.options].findIndex((o) => o.defaultSelected));
  return e.value !== e.defaultValue;
}

// A form that came back with errors or choices holds what was typed as its own.
const cameBack = (form) => Boolean($("[data-summary]", form)) ||
  (Object.hasOwn(document.body.dataset, "posted") && form.action.split("#")[0] === location.href.split("#")[0]);

// What somebody has begun to fill in: where the focus is, else the last one.
function unsent() {
  const all = $$(":is(main, #dialog) form[method=post]").filter((form) => cameBack(form) || typedIn(form).some(isChanged));
  return all.find((form) => form.contains(document.activeElement)) ?? all.at(-1);
}

function asTyped(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") (fields[name] ??= []).push(value);
  for (const e of $$("input[type=password]", form)) delete fields[e.name];
  // Its version goes with it: what others changed since is not undone unseen.
  const changed = cameBack(form) ? Object.keys(fields) : [...new Set(typedIn(form).filter(isChanged).map((e) => e.name))];
  const again = $("button[name=do][formnovalidate]", form)?.value ?? "";
  const focus = form.contains(document.activeElement) ? document.activeElement.name ?? "" : "";
  return JSON.stringify({ action: form.getAttribute("action"), fields, changed, again, focus });
}

// fillLock completes the form that locks, as it is sent.
export function fillLock() {
  const { next, typed } = lock().elements, form = unsent();
  const page = form?.closest("#dialog") && dialogPage() ? new URL(dialogPage(), location) : location;
  next.value = page.pathname + page.search;
  typed.value = form ? asTyped(form) : "";
  if (typed.value.length > longest) typed.value = "";
  if (!heard) channel.postMessage("locked");
}

// lockNow leaves the page for the one that asks for the password.
export const lockNow = () => lock()?.requestSubmit();

// seen tells the other tabs that somebody is here.
export const seen = () => lock() && channel.postMessage("seen");

// hearTabs does what another tab makes necessary: it was locked, or somebody is there.
export function hearTabs(somebodyIsThere) {
  channel?.addEventListener("message", ({ data }) => {
    if (data === "locked") {
      heard = true;
      lockNow();
      heard = false;
    }
    if (data !== "seen") return;
    const locked = $("[data-locked]");
    if (locked) location.replace(locked.dataset.locked); else somebodyIsThere();
  });
}

function fill(form, { fields, changed, focus }) {
  for (const name of changed) {
    const values = fields[name] ?? [], left = [...values];
    for (const e of typedIn(form).filter((e) => e.name === name)) {
      if (e.matches("[type=checkbox], [type=radio]")) e.checked = values.includes(e.value);
      else e.value = left.shift() ?? "";
      e.dispatchEvent(new Event("input", { bubbles: true }));
      e.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  const version = changed.includes("version") && $("input[type=hidden][name=version]", form);
  if (version) version.value = fields.version[0];
  typedIn(form).find((e) => e.name === focus)?.focus();
}

function hidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

// The server completes some forms and shows them again; that saves nothing.
function showAgain(kept, slot) {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: kept.action, hidden: true });
  for (const [name, values] of Object.entries(kept.fields)) form.append(...values.map((value) => hidden(name, value)));
  form.append(hidden("do", kept.again), hidden("kept", slot));
  document.body.append(form);
  form.submit();
}

// restoreTyped puts back what was typed on this page before it was locked. A form that the page does not have any more is
// offered on one of its own.
export async function restoreTyped() {
  const slot = /^#kept-([0-9a-f]+)$/.exec(location.hash)?.[1];
  if (!slot || !lock()) return;
  const answer = await fetch(`${lock().dataset.typed}/${slot}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return;
  const kept = await answer.json(), has = (form) => typedIn(form).some((e) => kept.changed.includes(e.name));
  const form = $$("main form").find((form) => form.getAttribute("action") === kept.action && has(form));
  if (!form) return location.replace(`${lock().dataset.typed}?slot=${slot}`);
  if (kept.again) return showAgain(kept, slot);
  fill(form, kept);
  form.append(hidden("kept", slot)); // until it is sent
  $("#announce").textContent = translate("What you typed is here again.");
}
