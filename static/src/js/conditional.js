// Questions that only some people are asked. Their inputs carry data-shown-if="name of another question" and
// data-shown-if-in="the answers, apart by blanks, under which this one applies". The whole question is hidden while
// it does not apply; what was typed stays in it, since people change their mind. Without JavaScript every question
// shows, each with a line that says when it applies ([data-shown-if-words]); the server leaves the others out.

class Question {
  constructor(input) {
    this.form = input.form;
    this.asks = input.dataset.shownIf;
    this.answers = input.dataset.shownIfIn.split(" ");
    this.group = Question.groupOf(input);
    for (const words of this.group.querySelectorAll("[data-shown-if-words]")) words.hidden = true;
  }

  /** The outermost group: a date has one inside for each of its boxes. */
  static groupOf(input) {
    let group = input.closest(".govuk-form-group");
    while (group.parentElement.closest(".govuk-form-group")) group = group.parentElement.closest(".govuk-form-group");
    return group;
  }

  /** Whether the question applies; one that hangs on a hidden question is hidden too, one with an error never. */
  applies() {
    if (this.group.classList.contains("govuk-form-group--error")) return true;
    const named = [...this.form.elements].filter((field) => field.name === this.asks);
    if (named.length === 0) return true;
    if (named[0].closest("[hidden]")) return false;
    return named.some((field) => this.answers.includes(Question.answerOf(field)));
  }

  static answerOf(field) {
    const isTyped = field.type !== "radio" && field.type !== "checkbox";
    return isTyped || field.checked ? field.value : null;
  }
}

function questionsOf(form) {
  const known = new Map();
  for (const input of form.querySelectorAll("[data-shown-if]")) {
    const group = Question.groupOf(input);
    if (!known.has(group)) known.set(group, new Question(input));
  }
  return [...known.values()];
}

for (const form of document.querySelectorAll("form")) {
  const questions = questionsOf(form);
  if (questions.length === 0) continue;
  // In the order of the page, so that a chain of conditions is settled in one go.
  const settle = () => { for (const question of questions) question.group.hidden = !question.applies(); };
  form.addEventListener("input", settle);
  form.addEventListener("change", settle);
  // Going back brings answers back after the scripts ran.
  window.addEventListener("pageshow", settle);
  settle();
}
