export const toHtml = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign] ?? "",
  );

/** One line, whatever somebody typed as their name: it may stand in the subject. */
export const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** A mail's page without pictures. */
export const htmlPage = (body: string) => `<!doctype html><html lang="en"><body>${body}</body></html>`;
