import pg from 'pg';

const settings = {
  host: `yelb-db.${process.env.SEARCH_DOMAIN}`,
  port: 5432,
  database: 'yelbdatabase',
  user: 'postgres',
  password: 'postgres_password',
  connectionTimeoutMillis: 2000,
};

/**
 * Runs one statement in a connection of its own, and answers its rows. Connections are what the mesh splits between
 * two versions of the database, so a pool would keep to the one that it knows.
 */
export async function query(statement, ...values) {
  const client = new pg.Client(settings);
  try {
    await client.connect();
    return (await client.query(statement, values)).rows;
  } finally {
    await client.end();
  }
}
