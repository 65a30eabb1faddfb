import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

const ROOT = import.meta.dirname;

const EVERY_ROOM = /^/;

/**
 * What each room may import beside itself: other rooms, rooms whose types alone it may name, and packages (all, where none are named).
 * Imports point one way, `dashboard, client, worker → activities → workflows/rollout ← workflows ← its drivers`; a file is in the longest room
 * that holds it, or is a room by itself.
 */
const ROOMS = {
  'workflows/rollout': { rooms: /^$/, packages: /^$/ },
  workflows: {
    rooms: /^workflows\/rollout$/,
    types: /^activities$/,
    // What checks signatures is arithmetic alone.
    packages: /^(@temporalio\/(workflow|common)|@noble\/(ed25519|hashes\/sha2\.js)|@scure\/base)$/,
  },
  'workflows/weighted': {
    rooms: /^workflows(\/rollout)?$/,
    types: /^activities$/,
    packages: /^@temporalio\/(workflow|common)$/,
  },
  'workflows/ecs-native': {
    rooms: /^workflows(\/rollout)?$/,
    types: /^activities$/,
    packages: /^@temporalio\/(workflow|common)$/,
  },
  // The story speaks to a driver; here one is chosen.
  'workflows/index.ts': { rooms: /^workflows(\/rollout|\/weighted|\/ecs-native)?$/, packages: /^$/ },
  // In the bundles of workers that export traces alone.
  'workflows/traces.ts': {
    rooms: /^$/,
    packages: /^@temporalio\/(workflow|interceptors-opentelemetry\/lib\/workflow\/index\.js)$/,
  },
  activities: {
    rooms: /^workflows\/rollout$/,
    packages: /^(?!@temporalio\/(client|worker)|node:(child_process|process))/,
  },
  encryption: { rooms: /^$/, packages: /^(?!node:(child_process|process))/ },
  worker: {
    rooms: /^(activities|encryption|workflows|workflows\/rollout|worker\/history)$/,
    packages: /^(?!node:(child_process|process))/,
  },
  // What a rollout's history tells, for who shows it and who keeps it.
  'worker/history': {
    rooms: /^(activities|workflows|workflows\/rollout)$/,
    packages: /^@temporalio\/(client|common|proto)/,
  },
  client: {
    rooms:
      /^(activities|encryption|worker|workflows|workflows\/rollout|infra\/local|package\.json|client\/commands\/dashboard\.ts)$/,
    packages: /^(?!@aws-sdk\/)/,
  },
  // The one place where the command loads the dashboard, which is made of the client's library.
  'client/commands/dashboard.ts': { rooms: /^(client|dashboard)$/ },
  dashboard: {
    rooms: /^(activities|client|dashboard\/(model|views)|worker\/history|workflows|workflows\/rollout)$/,
    packages: /^(?!@aws-sdk\/|node:child_process)/,
  },
  // What a browser runs, or draws, is plain data in, plain data out.
  'dashboard/model': { rooms: /^(client|workflows\/rollout)$/, types: /^activities$/, packages: /^$/ },
  'dashboard/views': { rooms: /^(client|workflows\/rollout|dashboard\/model)$/, packages: /^preact/ },
  'dashboard/page': {
    rooms: /^(dashboard\/(model|views))$/,
    packages: /^(preact|uplot)/,
  },
  'infra/local': { rooms: /^$/ },
  'infra/samples': { rooms: /^$/ },
  infra: { rooms: EVERY_ROOM },
  bench: { rooms: EVERY_ROOM },
  test: { rooms: EVERY_ROOM },
};

const pathOf = (file) => relative(ROOT, file).split(sep).join('/');

/** The longest of the rooms that holds a file; undefined for the files beside them. */
const roomOf = (path) =>
  Object.keys(ROOMS)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

/** Calls back for every import, re-export and `import()` of a file whose source is written out. */
const onImports = (visit) => ({
  ImportDeclaration: (node) => visit(node.source, node.importKind === 'type'),
  ExportNamedDeclaration: (node) => node.source && visit(node.source, node.exportKind === 'type'),
  ExportAllDeclaration: (node) => visit(node.source, node.exportKind === 'type'),
  ImportExpression: (node) => node.source.type === 'Literal' && visit(node.source, false),
  TSImportType: (node) => visit(node.source ?? node.argument.literal, true),
});

const isRelative = (name) => name.startsWith('.');
const targetOf = (file, name) => join(dirname(file), name);

const oneWay = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const room = roomOf(pathOf(context.filename));
    const allowed = room && ROOMS[room];
    if (!allowed) return {};
    const mayImport = (name, asType) => {
      if (!isRelative(name)) return !allowed.packages || allowed.packages.test(name);
      const path = pathOf(targetOf(context.filename, name));
      // A file beside the rooms stands for itself.
      const target = roomOf(path) ?? path;
      return target === room || allowed.rooms.test(target) || (asType && allowed.types?.test(target));
    };
    return onImports((node, asType) => {
      if (!mayImport(node.value, asType))
        context.report({ node, message: `${room}/ may not import ${node.value}: see README, "Layout".` });
    });
  },
};

const importsOfFile = new Map();

/** The files that a file imports, types included. Read once in the life of a lint run. */
function importsOf(file) {
  if (!importsOfFile.has(file)) importsOfFile.set(file, readImports(file));
  return importsOfFile.get(file);
}

function readImports(file) {
  if (!/\.m?[jt]s$/.test(file)) return [];
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return []; // It is not there, which the compiler tells.
  }
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return names.filter(isRelative).map((name) => targetOf(file, name));
}

/** The shortest chain of imports from one file to another; undefined where there is none. */
function chain(from, to) {
  const cameFrom = new Map([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) return walk(cameFrom, file);
    for (const next of importsOf(file)) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return undefined;
}

function walk(cameFrom, last) {
  const files = [];
  for (let file = last; file !== undefined; file = cameFrom.get(file)) files.unshift(pathOf(file));
  return files;
}

const noCircle = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return onImports((node) => {
      if (!isRelative(node.value)) return;
      const back = chain(targetOf(context.filename, node.value), context.filename);
      if (back) context.report({ node, message: `An import circle: ${back.join(' → ')}.` });
    });
  },
};

/** `imports/one-way` keeps rooms apart; `imports/no-circle` finds files that import each other, types included. */
export const imports = { rules: { 'one-way': oneWay, 'no-circle': noCircle } };
