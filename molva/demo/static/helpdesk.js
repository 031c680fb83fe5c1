// Fetches the tickets anew every three seconds; the server has escaped all of them.
const list = document.getElementById("tickets");
const connection = document.getElementById("connection");

function numbers() {
  return new Set([...list.querySelectorAll(".ticket")].map((ticket) => ticket.id));
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(list.dataset.from);
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = await answer.text();
    connection.hidden = true;
    if (fresh === refresh.shown) return;
    refresh.shown = fresh;
    const known = numbers();
    list.innerHTML = fresh;
    for (const ticket of list.querySelectorAll(".ticket")) {
      if (!known.has(ticket.id)) ticket.classList.add("new");
    }
  } catch {
    connection.textContent = list.dataset.lost;
    connection.hidden = false;
  }
}

setInterval(refresh, 3000);
document.addEventListener("visibilitychange", refresh);
