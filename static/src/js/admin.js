// Django's search boxes for related rows have no name that a screen reader could read: they get that of their label.
// They appear when jQuery is ready, now before and now after this module and the page's load event.

function name(label) {
  const chosen = document.getElementById(`select2-${label.htmlFor}-container`);
  if (!chosen || chosen.hasAttribute("aria-label")) return;
  label.id ||= `${label.htmlFor}-label`;
  chosen.setAttribute("aria-label", label.textContent.trim());
  chosen.closest("[role=combobox]")?.setAttribute("aria-labelledby", label.id);
}

const nameAll = () => document.querySelectorAll("label[for]").forEach(name);

nameAll();
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
