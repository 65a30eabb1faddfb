import { h, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ClockContext, type Clock } from '../views/clock.ts';
import { Body, titleOf, type Page } from '../views/page.ts';
import { PlotDrawing } from '../views/plot-drawing.ts';
import { PlotContext } from '../views/plots.ts';
import { SendingContext } from '../views/actions.ts';
import { useSending } from './sending.ts';
import { Chart } from './chart.ts';
import { FileInput } from './file-input.ts';
import { followPage } from './live.ts';
import { showConnection } from './connection.ts';

/** A page as the server drew it at first; then as it is now, by the reader's own clock, with plots that answer to a pointer. */
export function Shown({ first }: { readonly first: Page }): JSX.Element {
  const [page, setPage] = useState(first);
  const [now, setNow] = useState(Date.parse(first.model.at));
  const [isDrawn, setDrawn] = useState(false);
  const sending = useSending();
  useEffect(() => {
    setDrawn(true);
    // The server's clock is the one by which rollouts wait.
    let aheadMillis = Date.parse(first.model.at) - Date.now();
    const tick = () => setNow(Date.now() + aheadMillis);
    tick();
    const timer = setInterval(tick, 1000);
    if (first.kind !== 'trouble' && first.kind !== 'plan')
      followPage(location, {
        changed(fields) {
          setPage((before) => ({ ...before, model: { ...before.model, ...given(fields) } }) as Page);
          const { at } = fields as { readonly at?: string };
          if (at !== undefined) aheadMillis = Date.parse(at) - Date.now();
        },
        connection: showConnection,
      });
    return () => clearInterval(timer);
  }, []);
  useEffect(() => void (document.title = titleOf(page)), [page]);
  const clock: Clock = { now: new Date(now), ...(isDrawn ? {} : { timeZone: 'UTC' }) };
  return h(
    ClockContext.Provider,
    { value: clock },
    h(
      PlotContext.Provider,
      { value: isDrawn ? Chart : PlotDrawing },
      h(
        SendingContext.Provider,
        { value: isDrawn ? { ...sending, fileInput: FileInput } : sending },
        h(Body, { page }),
      ),
    ),
  );
}

/** What is no more comes as null. */
const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? undefined]));
