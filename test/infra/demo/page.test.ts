import { createContext, runInContext } from 'node:vm';
import { renderPage } from '../../../infra/demo/page/page.ts';

/** The scripts of the demo's page, in order. */
const scripts = [...renderPage([], [], ['Deployments.']).matchAll(/<script>([^]*?)<\/script>/g)].map(
  ([, script = '']) => script,
);

it.each(['en-US', 'de', 'en-US@posix', 'C'])(
  'the page draws where the browser says that its language is %s',
  (language) => {
    const page = createContext({
      navigator: { language },
      document: { querySelectorAll: () => [], addEventListener: () => undefined },
      devicePixelRatio: 1,
      dispatchEvent: () => true,
      CustomEvent,
      getComputedStyle: () => ({ getPropertyValue: () => '' }),
      matchMedia: () => ({ addEventListener: () => undefined }),
      addEventListener: () => undefined,
    });
    runInContext('window = globalThis', page);
    for (const script of scripts) runInContext(script, page);
    expect(runInContext('typeof uPlot', page)).toBe('function');
  },
);
