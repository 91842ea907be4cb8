// Suggestions under a search box (WAI-ARIA combobox with a list): <input data-suggest-url="…">.
// Without it, or when the server does not answer, the box is a plain search.
const WAIT_MS = 180;
const SHORTEST = 2;

function combobox(input) {
  const id = `${input.id}-suggestions`;
  const list = Object.assign(document.createElement("ul"), { id, className: "portal-suggest", hidden: true });
  const told = Object.assign(document.createElement("p"), { className: "govuk-visually-hidden" });
  told.setAttribute("role", "status");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  list.lang = "vi";
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
  })) input.setAttribute(name, value);
  input.parentElement.classList.add("portal-search--suggesting");
  input.parentElement.append(list, told);

  let active = -1;
  let timer = 0;
  let asking = null;

  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function mark(place) {
    active = place;
    options().forEach((option, n) => option.setAttribute("aria-selected", String(n === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options()[place].id);
    options()[place].scrollIntoView({ block: "nearest" });
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(({ text, url }, n) => {
      const option = Object.assign(document.createElement("li"), { id: `${id}-${n}`, textContent: text });
      option.setAttribute("role", "option");
      option.className = "portal-suggest__option";
      option.dataset.url = url;
      return option;
    }));
    mark(-1);
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = input.dataset.suggestCount.replace("#", suggestions.length);
  }

  async function ask() {
    asking?.abort();
    const text = input.value.trim();
    if (text.length < SHORTEST) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggestUrl}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && last >= 0) {
      event.preventDefault();
      if (list.hidden) {
        list.hidden = false;
        input.setAttribute("aria-expanded", "true");
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(active < 0 ? (step > 0 ? 0 : last) : (active + step + last + 1) % (last + 1));
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(options()[active].dataset.url);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });
}

document.querySelectorAll("input[data-suggest-url]").forEach(combobox);
