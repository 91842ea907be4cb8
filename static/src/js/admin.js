// Django's search boxes for related rows have no name that a screen reader could read: they get that of their label.

function name(label) {
  const chosen = document.getElementById(`select2-${label.htmlFor}-container`);
  if (!chosen) return;
  label.id ||= `${label.htmlFor}-label`;
  chosen.setAttribute("aria-label", label.textContent.trim());
  chosen.closest("[role=combobox]")?.setAttribute("aria-labelledby", label.id);
}

window.addEventListener("load", () => document.querySelectorAll("label[for]").forEach(name));
