import { unknownVersion } from '../../local/traffic/version.ts';
import { packImage } from '../../local/push/pack-image.ts';
import { say } from '../say.ts';
import { shaOf } from '../versions.ts';
import { albAftermath } from './alb-aftermath.ts';
import { buildCart, byRule } from './alb-build.ts';
import { cartAddress, cartRule, createCart } from './cart-stack.ts';
import {
  editedCart,
  FAILS_NOW_AND_THEN,
  FAILS_OFTEN,
  JAM,
  NO_CARTS,
  slowAbove,
  TWICE_AS_SLOW,
  WRONG_PORT,
} from './cart-versions.ts';
import { brokenAndFixed } from './broken-and-fixed.ts';
import { takeInventory } from './inventory.ts';
import type { DemoRouter } from './router.ts';

const SERVICE = 'cart';

/** A cart behind a load balancer, whose ECS service keeps its name. */
export const ALB: DemoRouter = {
  service: SERVICE,
  parts: "AWS's API, a load balancer's Envoy, Temporal, a worker",
  lead: 'Requests are counted by a caller of the load balancer, one by one, while it splits the traffic.',
  versions: {
    second: {
      title: 'Version two: jam in every cart',
      story: 'One line is edited; a canary takes the traffic in steps.',
      edits: [JAM],
      judge: 'errorCount',
    },
    third: {
      title: 'Version three: is healthy, and answers every cart by 500',
      story: 'Its health check passes, so it gets traffic, and its requests fail.',
      edits: [JAM, NO_CARTS],
      judge: 'errorCount',
    },
    thirdAgain: {
      title: 'Version three again, judged by evidence',
      story: 'The same fault under the same traffic; target groups are looked at all the time.',
      edits: [JAM, NO_CARTS],
      judge: 'evidence',
    },
    failing: {
      title: 'Version four: fails one request in twenty',
      story: 'Most of its requests succeed.',
      edits: [JAM, FAILS_NOW_AND_THEN],
      judge: 'evidence',
    },
    slow: {
      title: 'Version five: takes twice as long',
      story: 'None of its requests fails.',
      edits: [JAM, TWICE_AS_SLOW],
      judge: 'evidence',
    },
    crowded: {
      title: 'Version six: is slow only under all of the traffic',
      story: 'Beside stable it is as fast; alone it takes 300 ms longer.',
      edits: [JAM, slowAbove(22)],
      judge: 'evidence',
      steps: 'two',
    },
    ...brokenAndFixed([JAM], FAILS_OFTEN),
    unreachable: {
      title: 'Version seven: listens on 8081',
      story: 'The load balancer checks 8080, so it never gets any traffic.',
      edits: [JAM, WRONG_PORT],
      judge: 'evidence',
    },
  },
  build: async (deployment, cloud) => buildCart(deployment, cloud, byRule(await cartRule(cloud))),
  look: async (cloud) => albAftermath(cloud, SERVICE, await cartRule(cloud)),
  inventory: takeInventory,
  async open(cloud) {
    say('An ECS service behind a load balancer, made by CloudFormation as before there was Serin');
    const sha = shaOf('First version');
    const source = editedCart(`${cloud.endpoints.stateFolder}/builds/${sha}/source`, sha, []);
    const { image } = packImage(source, SERVICE, sha, cloud.endpoints);
    await createCart(cloud, image, sha);
    const address = await cartAddress(cloud);
    return {
      first: undefined,
      visitor: undefined,
      calls: {
        ...address,
        path: '/cart',
        answeredBy: (headers) => headers['x-version']?.toString() ?? unknownVersion,
      },
      guarded: { ...address, path: '/admin' },
      way: 'through the load balancer',
    };
  },
};
