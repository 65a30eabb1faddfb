interface Given {
  readonly version: { readonly id: string };
  readonly stable?: string | undefined;
  readonly router: { readonly kind: string; readonly nodes?: Readonly<Record<string, string>> | undefined };
  readonly provisioner: { readonly kind: string; readonly services?: Readonly<Record<string, string>> };
}

interface Refusal {
  readonly path: string[];
  readonly message: string;
}

/** What does not fit together in a file whose versions are there already, by the names it gives for them. */
export function givenProblems({ version, stable, router, provisioner }: Given): Refusal[] {
  const sameVersion: Refusal[] =
    stable === version.id
      ? [{ path: ['stable'], message: 'must not be the version that is rolled out' }]
      : [];
  if (provisioner.kind !== 'given') {
    return router.nodes === undefined
      ? sameVersion
      : [
          ...sameVersion,
          { path: ['router', 'nodes'], message: 'needs the provisioner given: it keeps them' },
        ];
  }
  if (router.kind !== 'appMesh')
    return [
      ...sameVersion,
      { path: ['provisioner', 'kind'], message: 'needs the router appMesh with its nodes' },
    ];
  if (stable === undefined)
    return [
      { path: ['stable'], message: 'must say which version serves now, since the provisioner is given' },
    ];
  const lacking = [stable, version.id].filter((each) => router.nodes?.[each] === undefined);
  const strangers = Object.keys(provisioner.services ?? {}).filter(
    (each) => router.nodes?.[each] === undefined,
  );
  return [
    ...sameVersion,
    ...lacking.map((each) => ({
      path: ['router', 'nodes', each],
      message: `must name the virtual node of ${each}`,
    })),
    ...strangers.map((each) => ({
      path: ['provisioner', 'services', each],
      message: 'must belong to a version that router.nodes names: is it a typing error?',
    })),
  ];
}
