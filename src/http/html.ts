/** Any JSON document as a readable web page: one renderer for every resource, without scripts or other files. */

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 0 auto; padding: 1rem; }
header, footer { color: #667; font-size: .875rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; margin: .25rem 0; }
th, td { border: 1px solid #8884; padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; white-space: nowrap; }
ul { margin: 0; padding-left: 1.2rem; }
pre, code { font: .875rem/1.4 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .5rem; background: #8881; }
details { border: 1px solid #8884; margin: .5rem 0; padding: .25rem .75rem; }
summary { cursor: pointer; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; text-transform: uppercase; }`;

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** @param body HTML that is already escaped */
export function htmlPage(title: string, homeHref: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body>
<header><a href="${escapeHtml(homeHref)}">Cryoforest</a></header>
<main><h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** A JSON value as tables: nothing of it is left out. */
export function renderJson(value: unknown): string {
  if (Array.isArray(value)) return renderArray(value);
  if (isObject(value)) return renderObject(value);
  if (typeof value === 'string') return renderText(value);
  return `<code>${escapeHtml(String(value))}</code>`;
}

function renderObject(object: Readonly<Record<string, unknown>>): string {
  const { href, title, ...rest } = object;
  if (typeof href !== 'string') return renderTable(object);
  const label = typeof title === 'string' ? title : href;
  return `${renderAnchor(href, label)}${Object.keys(rest).length === 0 ? '' : renderTable(rest)}`;
}

function renderTable(object: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(object).map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${renderJson(value)}</td></tr>`,
  );
  return rows.length === 0 ? '<code>{}</code>' : `<table>${rows.join('\n')}</table>`;
}

function renderArray(items: readonly unknown[]): string {
  if (items.length === 0) return '<code>[]</code>';
  const plain = items.every((item) => typeof item !== 'object');
  if (plain && items.every((item) => typeof item === 'number')) return `<code>${items.join(', ')}</code>`;
  return `<ul>${items.map((item) => `<li>${renderJson(item)}</li>`).join('\n')}</ul>`;
}

function renderText(text: string): string {
  return isWebUrl(text) ? renderAnchor(text, text) : escapeHtml(text);
}

/** Only http and https become links: a stored `javascript:` URL must stay text. */
function renderAnchor(href: string, label: string): string {
  if (!isWebUrl(href)) return `${escapeHtml(label)} (${escapeHtml(href)})`;
  return `<a href="${escapeHtml(href)}">${escapeHtml(label)}</a>`;
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
