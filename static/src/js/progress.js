// Long work: <div data-progress> is asked for anew while it holds an element with data-open.

const PAUSE = 1500;
const place = document.querySelector("[data-progress]");

async function refresh() {
  try {
    const answer = await fetch(window.location.href, { headers: { "HX-Request": "true" } });
    if (answer.ok) place.innerHTML = await answer.text();
  } catch {
    // The network is away: the next round asks again.
  }
  wait();
}

function wait() {
  if (place?.querySelector("[data-open]")) setTimeout(refresh, PAUSE);
}

wait();
