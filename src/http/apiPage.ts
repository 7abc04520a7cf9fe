/** The OpenAPI document as one page that needs no script and no other server. */
import { escapeHtml, htmlPage, renderJson } from './html.ts';
import { methods } from './openApiDocument.ts';
import type { ApiDocument } from './openApiDocument.ts';

type Operation = NonNullable<NonNullable<ApiDocument['paths']>[string]['get']>;

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function apiPage(document: ApiDocument): string {
  const entries = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method): Entry[] => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
  const tags = [...new Set(entries.flatMap(({ operation }) => operation.tags ?? []))];
  const sections = tags.map((tag) => {
    const members = entries.filter(({ operation }) => operation.tags?.includes(tag));
    return `<h2 id="${escapeHtml(tag)}">${escapeHtml(tag)}</h2>${members.map(renderEntry).join('\n')}`;
  });
  const { title, description = '', version } = document.info;
  const intro = `<p>${escapeHtml(description)} Version ${escapeHtml(version)}. The same <a href="api?f=json">as OpenAPI 3.0</a>.</p>`;
  const home = `${document.servers?.[0]?.url ?? ''}/`;
  return htmlPage(`${title} API`, home, `${intro}${sections.join('\n')}${renderSchemas(document)}`);
}

function renderEntry({ method, path, operation }: Entry): string {
  const access = operation.security?.length === 0 ? 'Open to all.' : 'Needs an API key where the service has keys.';
  return `<details id="${escapeHtml(operation.operationId ?? `${method} ${path}`)}">
<summary><span class="method">${method}</span> <code>${escapeHtml(path)}</code> ${escapeHtml(operation.summary ?? '')}</summary>
<p>${escapeHtml(operation.description ?? '')} ${access}</p>
${renderPart('Parameters', operation.parameters)}
${renderPart('Body', operation.requestBody)}
${renderPart('Answers', operation.responses)}
</details>`;
}

function renderPart(title: string, part: unknown): string {
  return part === undefined ? '' : `<h3>${title}</h3>${renderJson(part)}`;
}

function renderSchemas(document: ApiDocument): string {
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="schema-${escapeHtml(name)}"><summary>${escapeHtml(name)}</summary>${renderJson(schema)}</details>`,
  );
  return `<h2>Shapes</h2>${schemas.join('\n')}`;
}
