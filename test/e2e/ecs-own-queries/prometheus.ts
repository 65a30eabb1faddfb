import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTasksCommand, ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { versionByDefinition } from '../../../activities/drivers/ecs-native/revisions.ts';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { parseExposition } from '../../../infra/local/metrics/exposition.ts';
import { answerQuery } from '../../../infra/local/metrics/prometheus-api.ts';
import { seriesOf, type Sample } from '../../../infra/local/metrics/sample.ts';
import { createSeriesStore } from '../../../infra/local/metrics/series-store.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';

const SCRAPE_MILLIS = 1000;

/** A Prometheus of the user's own, which finds a service's tasks and knows each by its revision. */
export interface OwnPrometheus {
  readonly address: string;
  close(): Promise<void>;
}

/** Scrapes the `/metrics` of a service's tasks, each with a label `revision`: the family and revision of its task definition. */
export async function startPrometheus(cloud: Cloud, service: string): Promise<OwnPrometheus> {
  const ecs = new ECSClient(clientOf(cloud));
  const { environment: cluster } = cloud.endpoints;
  const store = createSeriesStore(3600);
  const totals = new Map<string, number>();
  const stopping = new AbortController();

  const scrape = async (task: Task): Promise<Sample[]> => {
    const [binding] = (task.containers ?? []).flatMap(({ networkBindings = [] }) => networkBindings);
    if (task.lastStatus !== 'RUNNING' || binding === undefined) return [];
    const answer = await fetch(`http://127.0.0.1:${binding.hostPort}/metrics`).catch(() => undefined);
    if (!answer?.ok) return [];
    const revision = versionByDefinition(task.taskDefinitionArn ?? '');
    return parseExposition(await answer.text()).map((sample) => {
      const key = `${task.taskArn} ${seriesOf(sample)}`;
      const added = sample.value - (totals.get(key) ?? 0);
      totals.set(key, sample.value);
      return { ...sample, labels: { ...sample.labels, revision }, value: added };
    });
  };
  const scrapeAll = async () => {
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName: service }));
    if (taskArns.length === 0) return;
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    store.append(Date.now() / 1000, (await Promise.all(tasks.map(scrape))).flat());
  };
  const scraping = (async () => {
    while (!stopping.signal.aborted) {
      await scrapeAll();
      await sleep(SCRAPE_MILLIS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  const server = createServer((request, response) => {
    answerQuery(request, response, store).then(
      (isAnswered) => !isAnswered && response.writeHead(404).end(),
      () => response.destroy(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      stopping.abort();
      await scraping;
      server.close();
      server.closeAllConnections();
    },
  };
}
