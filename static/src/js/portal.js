// Starts the few parts of govuk-frontend that the pages use. Every page works without it.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";

const PARTS = [Button, ErrorSummary, NotificationBanner, Radios, Checkboxes, ServiceNavigation, SkipLink];

document.body.classList.add("js-enabled", "govuk-frontend-supported");

/** Starts every part found inside `scope` (again after htmx put new mark-up in). */
function start(scope) {
  for (const Part of PARTS) {
    for (const element of scope.querySelectorAll(`[data-module="${Part.moduleName}"]`)) {
      if (!element.hasAttribute(`data-${Part.moduleName}-init`)) new Part(element);
    }
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
