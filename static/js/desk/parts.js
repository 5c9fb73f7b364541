// What htmx is not to do by itself: when a list could not be drawn, the browser goes there as it would without htmx, and
// shows what the server has to say. A page that asks by itself, as for who else is there, just asks again later.
export function parts(page) {
  const go = ({ detail: { ctx } }) => {
    if (ctx?.push === "true" && !ctx.hx?.redirect) location.assign(ctx.request.action);
  };
  page.addEventListener("htmx:response:error", go);
  page.addEventListener("htmx:error", go);
}
