import { h, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ClockContext, type Clock } from '../views/clock.ts';
import { Body, titleOf, type Page } from '../views/page.ts';
import { PlotDrawing } from '../views/plot-drawing.ts';
import { PlotContext } from '../views/plots.ts';
import { Chart } from './chart.ts';

/** A page as the server drew it at first, then by the reader's own clock, with plots that answer to a pointer. */
export function Shown({ first }: { readonly first: Page }): JSX.Element {
  const page = first;
  const [clock, setClock] = useState<Clock>({ now: new Date(first.model.at), timeZone: 'UTC' });
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    setDrawn(true);
    const aheadMillis = Date.parse(first.model.at) - Date.now();
    const tick = () => setClock({ now: new Date(Date.now() + aheadMillis) });
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => void (document.title = titleOf(page)), [page]);
  return h(
    ClockContext.Provider,
    { value: clock },
    h(PlotContext.Provider, { value: isDrawn ? Chart : PlotDrawing }, h(Body, { page })),
  );
}
