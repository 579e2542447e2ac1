// A form is sent once at a time. Its buttons are held by aria-disabled, because a disabled button would lose the focus.
import { $, $$, swallow } from "./dom.js";

const busy = new Map(); // form → the buttons held

export function release(form) {
  for (const button of busy.get(form) ?? []) button.ariaDisabled = null;
  busy.delete(form);
}

// Whether a form was sent and the page that answers it is not there yet.
export const isSending = () => busy.size > 0;

export const releaseAll = () => [...busy.keys()].forEach(release);

export function guardSubmit(event) {
  const form = event.target;
  if (form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (busy.has(form)) return swallow(event);
  const buttons = $$("button:not([type=button])", form).filter((b) => !b.ariaDisabled);
  for (const button of buttons) button.ariaDisabled = "true";
  busy.set(form, buttons);
  setTimeout(release, 15_000, form); // a navigation that never came
}

// A common reason that is chosen is written into the field. What a person wrote there themselves stays, after it.
export function fillReason(chosen) {
  const field = chosen.form.elements.reason, text = (e) => e.closest("label").textContent.trim();
  const common = $$("[data-reason]", chosen.form).map(text).find((t) => field.value.startsWith(t)) ?? "";
  field.value = [text(chosen), field.value.slice(common.length).replace(/^[\s.,;]+/, "")].filter(Boolean).join(". ");
}

// An attribute data-hx-get or data-hx-post without a value goes where its link or form goes.
export function fillAddress({ request, sourceElement }) {
  request.action ||= sourceElement.getAttribute("href") ?? sourceElement.getAttribute("action");
}

// The zone that the clock of this machine goes by is chosen where a form asks to guess and nobody has chosen yet. UTC is
// no guess: browsers say it that keep the zone to themselves.
export function guessZone() {
  const zones = $("[data-guess-zone] select[name=time_zone]");
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (!zones || zones.value || !timeZone || timeZone === "UTC") return;
  if (![...zones.options].some(({ value }) => value === timeZone)) zones.add(new Option(timeZone.replaceAll("_", " "), timeZone));
  zones.value = timeZone;
}
