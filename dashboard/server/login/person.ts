/** Somebody who is proven to be who they are, by a login or a token. */
export interface Person {
  readonly name: string;
  readonly groups: readonly string[];
}

/** Which claims say who somebody is, and in which groups. */
export interface ClaimNames {
  readonly name: string;
  readonly groups: string;
}

/** Who a token's claims are about; whoever has no name of the kind asked for goes by the id that every token has. */
export function personIn(claims: Readonly<Record<string, unknown>>, names: ClaimNames): Person {
  const { [names.name]: name, [names.groups]: groups, sub, email_verified: isVerified } = claims;
  // Anybody can write an address that the provider has not checked.
  const isFit = typeof name === 'string' && name !== '' && !(names.name === 'email' && isVerified === false);
  return { name: isFit ? name : String(sub), groups: textsIn(groups) };
}

/** A list, or one text alone, as some providers have it. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
