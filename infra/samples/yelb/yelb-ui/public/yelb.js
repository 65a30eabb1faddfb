const NAMES = {
  outback: 'Outback Steakhouse',
  bucadibeppo: 'Buca di Beppo',
  chipotle: 'Chipotle',
  ihop: 'IHOP',
};
const COLOURS = ['#4269d0', '#efb118', '#ff725c', '#3ca951'];
const VERSION_COLOURS = ['#6e56cf', '#30a46c', '#f76b15', '#0090ff'];
const ANSWERS_SHOWN = 40;
const LOOK_MILLIS = 500;

const byId = (id) => document.getElementById(id);
const colours = new Map(Object.keys(NAMES).map((name, i) => [name, COLOURS[i]]));
const versions = new Map();
const answers = [];

/** Asks the app server, and notes who answered. Rejects when nobody did. */
async function ask(path) {
  const response = await fetch(`api/${path}`).catch(() => undefined);
  note(response?.ok ? response.headers.get('x-version') : undefined);
  if (!response?.ok) throw new Error(`${path}: ${response?.status ?? 'no answer'}`);
  return response;
}

function note(version) {
  answers.push(version);
  answers.splice(0, answers.length - ANSWERS_SHOWN);
  if (version === undefined) return drawAnswers();
  if (!versions.has(version)) versions.set(version, VERSION_COLOURS[versions.size % VERSION_COLOURS.length]);
  byId('version').textContent = version;
  drawAnswers();
}

function drawAnswers() {
  byId('recent').replaceChildren(...answers.map(answerItem));
  const shown = [...versions].filter(([version]) => answers.includes(version));
  const failed = answers.filter((version) => version === undefined).length;
  byId('versions').replaceChildren(
    ...shown.map(([version, colour]) => legend(`version ${version}`, colour)),
    ...(failed > 0 ? [legend(`${failed} failed`, 'var(--bad)')] : []),
  );
}

function answerItem(version) {
  const item = document.createElement('li');
  item.title = version ?? 'failed';
  if (version === undefined) item.className = 'failed';
  else item.style.setProperty('--colour', versions.get(version));
  return item;
}

function legend(text, colour) {
  const entry = document.createElement('span');
  const swatch = document.createElement('i');
  swatch.style.setProperty('--colour', colour);
  entry.append(swatch, text);
  return entry;
}

function drawVotes(votes) {
  for (const { name, value } of votes) byId(`count-${name}`).value = value;
  byId('pie').replaceChildren(...slices(votes));
}

/** One slice of the pie for each restaurant with votes, in their share of all of them. */
function slices(votes) {
  const total = votes.reduce((sum, { value }) => sum + value, 0);
  if (total === 0) return [shape('circle', { r: 95, fill: 'var(--line)' })];
  let until = 0;
  return votes
    .filter(({ value }) => value > 0)
    .map(({ name, value }) => {
      const from = until;
      until += value / total;
      const fill = colours.get(name);
      const slice =
        value === total ? shape('circle', { r: 95, fill }) : shape('path', { d: sector(from, until), fill });
      slice.dataset.restaurant = name;
      slice.dataset.share = (value / total).toFixed(3);
      return slice;
    });
}

function sector(from, until) {
  const at = (share) => [95 * Math.sin(2 * Math.PI * share), -95 * Math.cos(2 * Math.PI * share)];
  const large = until - from > 0.5 ? 1 : 0;
  return `M 0 0 L ${at(from)} A 95 95 0 ${large} 1 ${at(until)} Z`;
}

function shape(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function restaurantItem([name, title]) {
  const item = document.createElement('li');
  item.style.setProperty('--colour', colours.get(name));
  const label = document.createElement('span');
  label.textContent = title;
  const count = document.createElement('output');
  count.id = `count-${name}`;
  const vote = document.createElement('button');
  vote.textContent = 'Vote';
  vote.setAttribute('aria-label', `Vote for ${title}`);
  vote.addEventListener('click', () => void voteFor(name));
  item.append(document.createElement('i'), label, count, vote);
  return item;
}

async function voteFor(name) {
  await ask(name).catch(() => undefined);
  await look();
}

/** Shows the votes and who answers now; what fails shows among the answers. */
async function look() {
  try {
    drawVotes(await (await ask('getvotes')).json());
    byId('hostname').textContent = await (await ask('hostname')).text();
  } catch (error) {
    console.warn(error.message);
  }
}

async function start() {
  byId('restaurants').replaceChildren(...Object.entries(NAMES).map(restaurantItem));
  drawVotes([]);
  const stats = await ask('getstats').then(
    (response) => response.json(),
    () => ({}),
  );
  byId('pageviews').textContent = stats.pageviews ?? '–';
  for (;;) {
    await look();
    await new Promise((done) => setTimeout(done, LOOK_MILLIS));
  }
}

void start();
