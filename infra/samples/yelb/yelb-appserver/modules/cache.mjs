import { Redis } from 'ioredis';

const settings = {
  host: `yelb-redisserver.${process.env.SEARCH_DOMAIN}`,
  port: 6379,
  lazyConnect: true,
  connectTimeout: 2000,
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
};

/** Adds one to a counter, in a connection of its own as the database's are, and answers its new value. */
export async function increment(counter) {
  const redis = new Redis(settings);
  // Whoever waits for the answer is told; without a listener it would be an uncaught error as well.
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await redis.incr(counter);
  } finally {
    redis.disconnect();
  }
}
