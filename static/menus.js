// Menus are <details>: a choice, a press elsewhere or Escape closes them.
import { $, $$ } from "./dom.js";

const openMenus = () => $$("details.menu[open]");

function closeMenu(menu) {
  if (menu.contains(document.activeElement)) $("summary", menu).focus();
  menu.open = false;
}

export function closeMenus() { openMenus().forEach(closeMenu); }

export function pressedBesideMenus(target) {
  const choice = target.closest("li > a, li button");
  for (const menu of openMenus()) if (choice || !menu.contains(target)) closeMenu(menu);
}
