/** A version's id by its image's tag: what ends the article's `<time>.<id>`, or all of the tag. */
export function versionIn(image: string): string {
  const tag = /:([^/:@]+)(?:@.*)?$/.exec(image)?.[1] ?? 'v0';
  const said = /^\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d\.(.+)$/.exec(tag)?.[1] ?? tag;
  const words = said.split(/([-._])/).filter((word) => word !== '');
  const joined = words.filter((word, i) => !isJoint(word) || (i > 0 && !isJoint(words[i - 1]!)));
  return (
    joined
      .join('')
      .slice(0, 40)
      .replace(/[-._]$/, '') || 'v0'
  );
}

const isJoint = (word: string): boolean => /^[-._]$/.test(word);
