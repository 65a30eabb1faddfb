import { h, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { PlotProps } from '../views/plot-drawing.ts';
import { chartOptions, dataOf } from './chart-options.ts';

/** A plot that tells which moment a pointer is at. */
export function Chart(props: PlotProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const draw = () => {
      chart.current?.destroy();
      chart.current = new uPlot(chartOptions(latest, element), dataOf(latest.current), element);
    };
    draw();
    const resized = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resized.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      chart.current?.destroy();
    };
  }, [props.plot.lines.map(({ label }) => label).join()]);
  useEffect(() => chart.current?.setData(dataOf(props)), [props.plot, props.span]);
  return h('div', { ref: place, class: 'chart', role: 'img', 'aria-label': `${props.plot.title} over time` });
}
