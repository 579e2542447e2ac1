// What the scripts say, in the language of the page. The id of a message is its English text; %d stands for a number.
import { $ } from "./dom.js";

export const language = document.documentElement.lang;

const messages = JSON.parse($("#catalogue").textContent);
const plural = new Intl.PluralRules(language);

export function translate(id, n) {
  const text = messages[id] ?? id;
  return (text[plural.select(n ?? 0)] ?? text.other ?? text).replace("%d", n);
}
