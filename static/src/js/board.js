// A board asks for its figures again by itself: not while nobody can see it, and at once when it is seen again.
const boards = () => document.querySelectorAll("[data-poll]");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-poll]")) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) boards().forEach((board) => board.dispatchEvent(new Event("shown")));
});
