# Serin's command and worker. Node.js itself is one of the lockfile's packages, so the image is the same everywhere.
FROM node:24.9.0-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Temporal's native part comes for every system, and Node.js with what its program does not need.
RUN npm install --workspaces=false --no-save --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/node/node_modules \
           node_modules/@temporalio/core-bridge/releases/*-apple-darwin \
           node_modules/@temporalio/core-bridge/releases/*-windows-msvc
COPY bin bin
COPY client client
COPY worker worker
COPY activities activities
COPY encryption encryption
COPY workflows workflows
COPY infra/local infra/local
# Workers start with the workflows bundled.
RUN node_modules/.bin/node --eval "import('./worker/workflow-bundle.ts').then((made) => made.workflowBundle())"

FROM debian:bookworm-20251229-slim
# Temporal Cloud and AWS are called by TLS.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /app /app
WORKDIR /app
# At home are the AWS profiles, where somebody mounts them: /home/serin/.aws.
ENV PATH=/app/bin:/app/node_modules/.bin:$PATH \
    HOME=/home/serin \
    NODE_ENV=production \
    SERIN_HEALTH_ADDRESS=0.0.0.0:8080
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "worker/healthy.ts", "127.0.0.1:8080"]
CMD ["serin", "worker"]
