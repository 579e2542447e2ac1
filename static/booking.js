// The end of a visit follows its start, a press gives it a length, and a free time goes into the form. Without script the
// times are typed, and a free time is sent to come back in the form.
import { $ } from "./dom.js";

const minutes = (field) => field?.value ? Number(field.value.slice(0, 2)) * 60 + Number(field.value.slice(3)) : NaN;
const clock = (n) => [Math.floor(n / 60) % 24, n % 60].map((part) => String(part).padStart(2, "0")).join(":");

const starts = () => $("#f-starts"), ends = () => $("#f-ends");
const between = () => (minutes(ends()) - minutes(starts()) + 1440) % 1440;

let length = between();

function setEnd() {
  if (isNaN(minutes(starts())) || !length) return;
  ends().value = clock(minutes(starts()) + length);
}

// What the day beside the form shows follows.
const notify = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

// timeTyped keeps the length when the start is typed, and learns it when the end is.
export function timeTyped(field) {
  if (field === starts()) setEnd();
  else if (field === ends() && !isNaN(between())) length = between();
}

export function takeLength(button) {
  length = Number(button.dataset.minutes);
  setEnd();
  notify(ends());
}

// takeSlot fills the form with a free time instead of sending it.
export function takeSlot(button, event) {
  event.preventDefault();
  starts().value = button.value;
  setEnd();
  notify(starts());
  starts().focus();
}
