const namePattern = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

export interface ImageName {
  /** The last part of the image's path: `registry/team/yelb-appserver` is `yelb-appserver`. */
  readonly repository: string;
  readonly tag: string;
}

/** Reads `registry/path/repository:tag`, the tag being `latest` where there is none. */
export function parseImageName(name: string): ImageName {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const [repository = '', tag = 'latest'] = last.split(':');
  return { repository, tag };
}

/** What keeps a name out of a registry, as ECR and Docker have it. */
export function findNameProblems({ repository, tag }: ImageName): string[] {
  const problems: string[] = [];
  if (!namePattern.test(repository))
    problems.push(
      `repository: «${repository}» must be lower-case letters, digits and single . _ - between them`,
    );
  if (!tagPattern.test(tag))
    problems.push(`tag: «${tag}» must be 1 to 128 letters, digits, . _ - and start with none of . -`);
  return problems;
}
