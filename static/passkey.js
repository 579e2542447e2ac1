// Passkeys: asks the browser for one, or for what one answers, and sends that as a form.
import { $, $$ } from "./dom.js";

const known = () => Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

// offerPasskeys shows what a browser can do that knows them, and begins where the page has nothing else.
export function offerPasskeys() {
  if (!known()) return;
  for (const offer of $$("[data-passkey-offer]")) offer.hidden = false;
  for (const lacking of $$("[data-passkey-lacking]")) lacking.hidden = true;
  const button = $("[data-at-once] [data-passkey-ask]");
  if (button) askForPasskey(button);
}

// askForPasskey lets the device answer for the form of a button, and sends it.
export async function askForPasskey(button) {
  const { form } = button, { passkey, options } = form.dataset, failed = $("[data-passkey-failed]", form);
  const parse = passkey === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  failed.hidden = true;
  button.ariaDisabled = "true";
  try {
    const credential = await navigator.credentials[passkey]({ publicKey: PublicKeyCredential[parse](JSON.parse(options)) });
    form.elements.answer.value = JSON.stringify(credential);
    form.submit();
  } catch {
    button.ariaDisabled = null;
    failed.hidden = false;
    button.focus();
  }
}
