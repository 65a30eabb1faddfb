import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { defineConfig } from 'vitepress';

const DOCS = join(import.meta.dirname, '..');
const REPOSITORY = join(DOCS, '..');

/** Where this site and the sources are; a reader is shown no address of either until package.json has it. */
const { homepage, repository } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
const SOURCES = repository && `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main`;

/** A link that leaves the pages leads to the sources, or nowhere (undefined) while these have no address; one to what is not there fails the build. */
function outward(href, page) {
  if (/^([a-z]+:|#|\/)/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const target = join(dirname(page), path);
  if (!existsSync(target)) throw new Error(`${page}: ${href} leads nowhere`);
  if (!relative(DOCS, target).startsWith('..') && target.endsWith('.md')) return href;
  return SOURCES && `${SOURCES}/${relative(REPOSITORY, target)}${anchor === undefined ? '' : `#${anchor}`}`;
}

/** Editors complete rollout.yaml by the schema at the site's address. */
function writeSchema(folder) {
  const schema = JSON.parse(readFileSync(join(REPOSITORY, 'activities/plan/rollout.schema.json'), 'utf8'));
  const addressed = homepage ? { $id: `${homepage}/rollout.schema.json`, ...schema } : schema;
  writeFileSync(join(folder, 'rollout.schema.json'), JSON.stringify(addressed, null, 2));
}

export default defineConfig({
  title: 'Serin',
  description: 'Canary deployments of Amazon ECS services as durable Temporal workflows',
  cleanUrls: true,
  ignoreDeadLinks: 'localhostLinks',
  buildEnd: ({ outDir }) => writeSchema(outDir),
  markdown: {
    config(md) {
      md.core.ruler.push('outward', ({ tokens, env }) => {
        const page = env.path;
        let isDead = false;
        for (const token of tokens.flatMap(({ children }) => children ?? []))
          if (token.type === 'link_open') {
            const href = outward(token.attrGet('href') ?? '', page);
            isDead = href === undefined;
            if (isDead) Object.assign(token, { tag: 'span', attrs: null });
            else token.attrSet('href', href);
          } else if (token.type === 'link_close' && isDead) token.tag = 'span';
          // Braces in a text are no expression of the site's.
          else if (token.type === 'code_inline') token.attrSet('v-pre', '');
      });
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'First canary', link: '/first-canary' },
      { text: 'On call', link: '/on-call' },
      { text: 'rollout.yaml', link: '/reference/rollout-yaml' },
    ],
    sidebar: [
      {
        text: 'Begin',
        items: [
          { text: 'First canary', link: '/first-canary' },
          { text: 'Workers of your own', link: '/workers' },
          { text: 'In a pipeline', link: '/ci' },
          { text: 'Behind a load balancer', link: '/load-balancer' },
          { text: "By ECS's own deployments", link: '/ecs-deployments' },
          { text: 'In a mesh', link: '/mesh' },
          { text: 'Questions', link: '/faq' },
        ],
      },
      {
        text: 'While it runs',
        items: [
          { text: 'On call, by sentence', link: '/on-call' },
          { text: 'Operating', link: '/operations' },
          { text: 'Watching', link: '/watching' },
          { text: 'The dashboard', link: '/dashboard' },
          { text: 'Metrics, logs, alerts', link: '/observability' },
          { text: 'The judge', link: '/judge' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'rollout.yaml', link: '/reference/rollout-yaml' },
          { text: 'The command', link: '/reference/command' },
          { text: 'Security', link: '/security' },
          { text: 'Policy', link: '/policy' },
          { text: 'Ownership', link: '/ownership' },
          { text: 'Scale', link: '/scale' },
          { text: 'Limits', link: '/limits' },
          { text: 'Releases', link: '/releases' },
          { text: 'Glossary', link: '/glossary' },
        ],
      },
      {
        text: 'How it is made',
        items: [
          { text: 'Architecture', link: '/architecture' },
          { text: 'Decisions', link: '/decisions' },
          { text: 'Adding an adapter', link: '/adding-an-adapter' },
          { text: 'When AWS fails', link: '/faults' },
          { text: 'When a worker dies', link: '/crashes' },
          { text: "What the article's pipeline could not do", link: '/original-limits' },
        ],
      },
    ],
  },
});
