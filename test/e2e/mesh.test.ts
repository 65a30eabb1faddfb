import { startLab, type Lab } from './lab.ts';
import { articleForm } from './mesh/article.ts';
import { protocols } from './mesh/protocols.ts';
import { variations } from './variation.ts';

// One cloud for all of them: each rolls services of its own out.
let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab?.close());

describe("a deployment file in the article's own form", () => articleForm(() => lab));

variations('a service of another protocol', () => protocols(() => lab));
