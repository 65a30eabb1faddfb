/* global uPlot, DEPLOYMENTS */
const COLOURS = ['#4269d0', '#3ca951', '#ff725c', '#a463f2', '#efb118'];
const ink = getComputedStyle(document.body).color;
const line = getComputedStyle(document.documentElement).getPropertyValue('--line');

const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
const seconds = (_plot, values) => values.map((value) => `${value} s`);

function plot(element, title, data, { stepped = false, range } = {}, duration) {
  const series = DEPLOYMENTS.versions.map((version, i) => ({
    label: version,
    stroke: COLOURS[i % COLOURS.length],
    width: 2,
    points: { show: false },
    paths: stepped ? uPlot.paths.stepped({ align: 1 }) : undefined,
  }));
  const options = {
    title,
    width: Math.min(element.clientWidth, 960),
    height: 170,
    cursor: { sync: { key: element.dataset.index } },
    scales: {
      x: { time: false, range: [0, duration] },
      y: range ? { range } : { range: (_u, _min, max) => [0, Math.max(max, 1) * 1.1] },
    },
    axes: [{ ...axis, values: seconds }, axis],
    series: [{ label: 'time', value: (_u, v) => (v === null ? '' : `${v.toFixed(1)} s`) }, ...series],
  };
  new uPlot(options, data, element);
}

for (const element of document.querySelectorAll('.charts')) {
  const { duration, weights, requests, errors } = DEPLOYMENTS.charts[Number(element.dataset.index)];
  plot(element, 'weight, % of traffic', weights, { stepped: true, range: [0, 105] }, duration);
  plot(element, 'requests per second', requests, {}, duration);
  plot(element, 'failed requests per second', errors, {}, duration);
}
