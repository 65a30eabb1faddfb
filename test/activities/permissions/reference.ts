import { globSync, readFileSync } from 'node:fs';

/** AWS's service authorization reference, and the schemas of CloudFormation's types, as cfn-lint ships them. */
const DATA = globSync('.serin/python/lib/python*/site-packages/cfnlint/data')[0] ?? '';

interface Service {
  readonly Actions: Readonly<Record<string, { readonly Resources?: readonly string[] }>>;
  readonly Resources: Readonly<Record<string, { readonly ARNFormats: readonly string[] }>>;
}
const services = JSON.parse(readFileSync(`${DATA}/AdditionalSpecs/Policies.json`, 'utf8')) as Readonly<
  Record<string, Service>
>;

/** The forms of ARNs that an action is authorized by, as regular expressions; none where it is authorized without, undefined for what is no action. */
export function resourceForms(action: string): readonly RegExp[] | undefined {
  const [prefix = '', name = ''] = action.split(':');
  const service = services[prefix];
  const known = service?.Actions[name.toLowerCase()];
  return known && (known.Resources ?? []).flatMap((type) => formsOf(service, type));
}

const formsOf = ({ Resources }: Service, type: string): RegExp[] =>
  (Resources[type.toLowerCase()]?.ARNFormats ?? []).map(
    (format) => new RegExp(`^${format.replace(/\$\{Partition\}/, 'aws').replace(/\$\{\w+\}/g, '[\\w*-]*')}$`),
  );

interface Schema {
  readonly typeName?: string;
  readonly handlers?: Readonly<Record<string, { readonly permissions?: readonly string[] }>>;
}

/** What a CloudFormation type says that creating, reading and deleting take; none for those that say nothing. */
export function handlerActions(types: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of globSync(`${DATA}/schemas/resources/*.json`)) {
    const text = readFileSync(file, 'utf8');
    if (!types.some((type) => text.includes(`"${type}"`))) continue;
    const { typeName = '', handlers = {} } = JSON.parse(text) as Schema;
    if (!types.includes(typeName)) continue;
    const used = ['create', 'read', 'delete'].flatMap((handler) => handlers[handler]?.permissions ?? []);
    if (used.length > 0) found.set(typeName, [...new Set(used)].sort());
  }
  return found;
}
