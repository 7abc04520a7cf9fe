import { describe, expect, it } from 'vitest';
import { htmlPage, renderJson } from '../../src/http/html.ts';

describe('renderJson', () => {
  it('leaves nothing out: every name and value of a document stands in the page', () => {
    const page = renderJson({
      a: [{ b: 1 }, null, true],
      c: { href: 'http://x.org/y', title: 'Y', rel: 'self', length: 3 },
    });
    for (const text of ['a', 'b', '1', 'null', 'true', 'http://x.org/y', 'Y', 'self', 'length', '3']) {
      expect(page).toContain(text);
    }
  });

  it('escapes names and values', () => {
    expect(renderJson({ '<b>': `<script>alert("x")</script>'&` })).toBe(
      '<table><tr><th scope="row">&lt;b&gt;</th><td>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;</td></tr></table>',
    );
  });

  it('links addresses of the web only', () => {
    expect(renderJson('https://x.org/?a=1&b="')).toBe(
      '<a href="https://x.org/?a=1&amp;b=&quot;">https://x.org/?a=1&amp;b=&quot;</a>',
    );
    expect(renderJson({ href: 'javascript:alert(1)', title: 'x' })).not.toContain('<a ');
  });

  it('shows empty objects and lists as such', () => {
    expect(renderJson({})).toContain('{}');
    expect(renderJson([])).toContain('[]');
  });
});

describe('htmlPage', () => {
  it('escapes its title', () => {
    expect(htmlPage('<img>', 'http://x.org/', '')).not.toContain('<img>');
  });
});
