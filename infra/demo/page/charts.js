/* global uPlot, DEPLOYMENTS */
const ink = getComputedStyle(document.body).color;
const line = getComputedStyle(document.documentElement).getPropertyValue('--line');
const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
const seconds = (_plot, values) => values.map((value) => `${value} s`);
// Between these two, evidence tells something.
const [least, most] = [0.01, 10_000];
const decades = {
  ...axis,
  splits: () => [least, 1, 100],
  filter: (_plot, splits) => splits,
  values: (_plot, values) => values.map(String),
};
const fromZero = (_plot, _min, max) => [0, Math.max(max, 1) * 1.1];

function plot(element, { title, data, range, stepped, logarithmic }, { duration, versions }) {
  const series = versions.map(({ version, colour }) => ({
    label: version,
    stroke: colour,
    width: 2,
    points: { show: false },
    paths: stepped ? uPlot.paths.stepped({ align: 1 }) : undefined,
  }));
  const options = {
    title,
    width: Math.min(element.clientWidth, 960),
    height: 150,
    legend: { show: false },
    cursor: { sync: { key: element.dataset.index } },
    scales: {
      x: { time: false, range: [0, duration] },
      y: logarithmic ? { distr: 3, range: [least, most] } : { range: range ?? fromZero },
    },
    axes: [{ ...axis, values: seconds }, logarithmic ? decades : axis],
    series: [{}, ...series],
  };
  new uPlot(options, data, element);
}

for (const element of document.querySelectorAll('.charts')) {
  const deployment = DEPLOYMENTS[Number(element.dataset.index)];
  const { weights, requests, errors, evidence, canary } = deployment;
  plot(element, { title: 'weight, % of traffic', data: weights, range: [0, 105], stepped: true }, deployment);
  if (requests) plot(element, { title: 'requests per second', data: requests }, deployment);
  if (errors) plot(element, { title: 'failed requests per second', data: errors }, deployment);
  const title = 'evidence against the canary; 100 convicts';
  if (evidence)
    plot(element, { title, data: evidence, logarithmic: true }, { ...deployment, versions: [canary] });
}
