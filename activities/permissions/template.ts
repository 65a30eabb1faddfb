import { isNode, parseDocument, visit, YAMLMap } from 'yaml';
import type { CloudFormationSpec } from '../../workflows/rollout/provisioner-spec.ts';

/** A resource of a template. */
export interface TemplateResource {
  readonly type: string;
  /** A property as text, in which `*` stands for what is known only when the stack is made. */
  readonly text: (property: string) => string;
}

/** What differs from version to version. */
const OF_VERSION = ['Sha', 'ContainerImage'];

/** The resources that a template makes. Fails where the template is neither YAML nor JSON. */
export function templateResources({ templateBody, parameters }: CloudFormationSpec): TemplateResource[] {
  const template = parsed(templateBody);
  const defaults = Object.entries(template.Parameters ?? {}).map(([name, { Default }]) => [name, Default]);
  const known = { ...Object.fromEntries(defaults), ...parameters } as Record<string, unknown>;
  for (const name of OF_VERSION) delete known[name];
  return Object.values(template.Resources ?? {}).map(({ Type: type = '', Properties = {} }) => ({
    type,
    text: (property) => textOf(Properties[property], known),
  }));
}

interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources?: Readonly<
    Record<string, { readonly Type?: string; readonly Properties?: Record<string, unknown> }>
  >;
}

/** Short forms, such as `!Ref Name`, become their long forms. */
function parsed(body: string): Template {
  const document = parseDocument(body, { logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`the template is neither YAML nor JSON (${error.code})`);
  visit(document, {
    Node(_, node) {
      if (!isNode(node) || !node.tag?.startsWith('!')) return undefined;
      const name = node.tag.slice(1);
      delete node.tag;
      const long = new YAMLMap();
      long.set(name === 'Ref' ? name : `Fn::${name}`, node);
      return long;
    },
  });
  return document.toJS() as Template;
}

function textOf(value: unknown, known: Readonly<Record<string, unknown>>): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return '*';
  const { Ref: name, 'Fn::Sub': text, 'Fn::Join': join } = value as Record<string, unknown>;
  const valueOf = (parameter: string): string => textOf(known[parameter], {});
  if (typeof name === 'string') return valueOf(name);
  if (typeof text === 'string')
    return text.replaceAll(/\$\{([^}]+)\}/g, (_, parameter: string) => valueOf(parameter));
  if (!Array.isArray(join) || !Array.isArray(join[1])) return '*';
  return join[1].map((part) => textOf(part, known)).join(String(join[0]));
}
