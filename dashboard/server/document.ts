import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { SendingContext, type Sending } from '../views/actions.ts';
import { address } from '../views/address.ts';
import { ClockContext } from '../views/clock.ts';
import { Body, titleOf, type Page } from '../views/page.ts';
import type { PageParts } from '../page-parts.ts';

/** What is the same on every page. */
export interface Frame {
  readonly assets: PageParts;
  /** Temporal's address and namespace, as people know them. */
  readonly temporal: string;
  readonly sending: Sending;
  /** Who has logged in. */
  readonly person: string | undefined;
}

/** A whole page, to be read without script; its script finds there what was drawn, as data. */
export function documentOf(page: Page, { assets, temporal, sending, person }: Frame): string {
  const clock = { now: new Date(page.model.at), timeZone: 'UTC' };
  const body = render(
    h(
      ClockContext.Provider,
      { value: clock },
      h(SendingContext.Provider, { value: sending }, h(Body, { page })),
    ),
  );
  const head = h('head', null, [
    h('meta', { charset: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('meta', { name: 'form-token', content: sending.token }),
    h('title', null, titleOf(page)),
    h('link', { rel: 'icon', href: assets.icon, type: 'image/svg+xml' }),
    h('link', { rel: 'stylesheet', href: assets.style }),
    h('script', { type: 'module', src: assets.script }),
  ]);
  return `<!doctype html>
<html lang="en">${render(head)}
<body>
<a class="skip" href="#page">Skip to the content</a>
${render(
  h('header', null, [
    h('a', { class: 'name', href: '/' }, [
      h('img', { src: assets.icon, alt: '', width: 24, height: 24 }),
      'Serin',
    ]),
    h('a', { class: 'to-plan', href: address.plan }, 'Plan'),
    h('span', { class: 'temporal', title: 'where rollouts run' }, temporal),
    h('span', { id: 'live', role: 'status' }),
    person === undefined ? null : h(LogOut, { person, token: sending.token }),
  ]),
)}
<main id="page" tabindex="-1">${body}</main>
<script type="application/json" id="shown">${dataOf(page)}</script>
</body></html>`;
}

const LogOut = ({ person, token }: { readonly person: string; readonly token: string }) =>
  h('form', { class: 'person', method: 'post', action: '/logout' }, [
    h('input', { type: 'hidden', name: 'token', value: token }),
    h('span', null, person),
    h('button', null, 'Log out'),
  ]);

/** JSON that cannot end the element that it stands in, whatever people wrote into it. */
const dataOf = (page: Page): string => JSON.stringify(page).replaceAll('<', '\\u003c');
